import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import t from 'tap'
import { linesOf } from '../../src/features/transfer/import-lines.js'
import { canonicalJson } from '../../src/shared/canonical-json.js'
import { isCaseNo, makeCaseNo, newId, newQueryCode } from '../../src/shared/ids.js'
import { linearPattern } from '../../src/shared/linear-pattern.js'
import { readableLine } from '../../src/shared/log-lines.js'
import {
  maskAddress,
  maskBankCard,
  maskIdNumber,
  maskLandline,
  maskMobile,
  maskName,
} from '../../src/shared/masks.js'
import { toldPointer } from '../../src/shared/problem.js'
import { checkRule } from '../../src/shared/rule-check.js'
import { compileRule } from '../../src/shared/rules.js'
import {
  findInexactNumber,
  findUnsafeText,
  findUnseenText,
  isTextTooDeep,
  mayBeInexact,
  mayBeUnsafe,
  mayBeUnseen,
} from '../../src/shared/text-safety.js'
import { hasMoreParts, withinWork } from '../../src/shared/work-budget.js'

t.test('a line of the log for people says what the JSON says', async (t) => {
  const line = readableLine(
    '{"level":40,"time":1772416800000,"status":503,"route":"/v1/items","msg":"away"}\n',
  )
  t.match(line, /^\d\d:\d\d:\d\d WARN {2}away status=503 route=\/v1\/items\n$/)
  t.equal(readableLine('no JSON\n'), 'no JSON\n')
  t.match(
    readableLine('{"level":30,"msg":"a\\u001b[2Jb\\nc"}'),
    'a\\u001b[2Jb\\u000ac',
    'and commands no terminal',
  )
})

/** In how many async contexts of its own three awaits end: one where nobody hooks promises. */
const PROBE = `
import { executionAsyncId } from 'node:async_hooks'
const { withKnownIds } = await import(process.argv[1])
const contexts = async () => {
  const seen = new Set()
  for (let turn = 0; turn < 3; turn += 1) seen.add(await executionAsyncId())
  return seen.size
}
await withKnownIds({}, () => withKnownIds({}, contexts))
console.log(await contexts())`

t.test('what the sample is brought in with costs no later promise of the process a hook', async (t) => {
  // In a process of its own: the test runner hooks promises itself.
  const ids = new URL('../../src/shared/ids.js', import.meta.url).href
  const told = execFileSync(process.execPath, ['--input-type=module', '--eval', PROBE, ids], {
    encoding: 'utf8',
  })
  t.equal(told.trim(), '1')
})

t.test('masks (脱敏)', async (t) => {
  t.equal(maskName('张三'), '张*')
  t.equal(maskName('李小敏'), '李*敏')
  t.equal(maskName('欧阳娜娜'), '欧**娜')
  t.equal(maskIdNumber('111', '11010519491231002X', 'office'), '110105********002X')
  t.equal(maskIdNumber('111', '11010519491231002X', 'public'), '1****************X')
  t.equal(maskIdNumber('414', 'E12345678', 'office'), 'E*******8', 'short numbers never keep ten characters')
  t.equal(maskIdNumber('USCC', '91350100M000100Y43', 'public'), '91350100M000100Y43')
  t.equal(maskMobile('13812341234'), '138****1234')
  t.equal(maskLandline('010-12345621'), '010-******21')
  t.equal(maskAddress('广东省广州市天河区体育西路1号'), '广东省广州市天河区****')
  t.equal(maskBankCard('6222000011112222'), '************2222')
})

t.test('case numbers (办件编号): 19 characters, never twice, every slip found', async (t) => {
  const number = makeCaseNo('511102901000', '2026-03-02T01:00:00.000000Z', '1', 42)
  t.match(number, /^5111022603021000[0-9A-Z]{3}$/)
  t.ok(isCaseNo(number))
  t.notOk(isCaseNo(number.toLowerCase()))
  const seen = new Set(
    Array.from({ length: 5000 }, (_, serial) => makeCaseNo('511102', '2026-03-02T01:00:00Z', '1', serial)),
  )
  t.equal(seen.size, 5000)
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60_000_000 }),
      fc.integer({ min: 0, max: 18 }),
      fc.integer({ min: 1, max: 35 }),
      (serial, place, shift) => {
        const good = makeCaseNo('511102', '2026-03-02T01:00:00Z', '2', serial)
        const wrong = ((Number.parseInt(good.charAt(place), 36) + shift) % 36).toString(36).toUpperCase()
        return isCaseNo(good) && !isCaseNo(good.slice(0, place) + wrong + good.slice(place + 1))
      },
    ),
  )
  t.match(newQueryCode(), /^\d{6}$/)
  const ids = Array.from({ length: 10_000 }, newId)
  t.same(ids, ids.toSorted(), 'in the order of asking')
  t.equal(new Set(ids).size, ids.length)
  t.match(newId(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

t.test('canonical JSON (RFC 8785)', async (t) => {
  t.equal(
    canonicalJson({ b: 1, a: [true, null, 'é'], c: undefined, ä: { z: 0, y: 1e21 } }),
    '{"a":[true,null,"é"],"b":1,"ä":{"y":1e+21,"z":0}}',
  )
  fc.assert(
    fc.property(
      fc.jsonValue(),
      (value) => canonicalJson(JSON.parse(JSON.stringify(value))) === canonicalJson(value),
    ),
  )
})

t.test('text that no database takes', async (t) => {
  t.equal(findUnsafeText({ a: ['fine', { b: 'x\u0000' }] }), '/a/1/b')
  t.equal(findUnsafeText({ a: '\ud800' }), '/a')
  t.equal(findUnsafeText({ 'k\u0000': 1 }), '')
  t.equal(findUnsafeText({ a: '公积金😀' }), undefined)
  t.equal(isTextTooDeep(`${'['.repeat(65)}${']'.repeat(65)}`), true)
  t.equal(isTextTooDeep(`${'['.repeat(64)}"[{\\"[\\\\",{"a":1},{"b":2}${']'.repeat(64)}`), true)
  t.equal(isTextTooDeep(`[${'[],{},'.repeat(99)}"${'['.repeat(99)}"]`), false, 'in texts nothing is nested')
  for (const value of ['\u0000', '\ud800', 'x\udfff'])
    t.equal(mayBeUnsafe(JSON.stringify({ [value]: 1 })), true, 'is looked through')
  t.equal(mayBeUnsafe('{"a":"\\uDB00"}'), true)
  t.equal(mayBeUnsafe(JSON.stringify({ a: '公积金😀\n' })), false, 'is not')
})

t.test('text that nobody sees', async (t) => {
  for (const unseen of ['\u200b', '\u2060\ufeff', '\u3164', ' \u200b\n', '\u2800', '\u0301', '\u00ad']) {
    t.equal(findUnseenText({ a: [{ note: unseen }] }), '/a/0/note', JSON.stringify(unseen))
    t.equal(findUnseenText({ [unseen]: 1 }), '')
    t.equal(mayBeUnseen(JSON.stringify({ a: unseen })), true, 'is looked through')
  }
  for (const seen of ['', ' ', '\n', '张\u200b三', '好\ufe0f', '👨‍👩‍👧', 'é', '。', '\u3000'])
    t.equal(findUnseenText({ a: seen }), undefined, JSON.stringify(seen))
  t.equal(mayBeUnseen('{"a":"\\u200b"}'), true)
  t.equal(mayBeUnseen(JSON.stringify({ a: '公积金😀' })), false, 'is not')
})

t.test('a number that is not the one that was written is found', async (t) => {
  for (const written of [
    '{"a":9007199254740993}',
    '[-9007199254740992]',
    '{"a": 1e16}',
    '{"a":[1,1.5E300]}',
  ]) {
    t.equal(mayBeInexact(written), true, written)
    t.type(findInexactNumber(JSON.parse(written)), 'string', written)
  }
  t.equal(findInexactNumber({ a: [{ amount: 2 ** 53 }] }), '/a/0/amount')
  for (const written of ['{"a":9007199254740991}', '{"a":"9007199254740993"}', '{"a":0.1,"b":1e3}'])
    t.equal(findInexactNumber(JSON.parse(written)), undefined, written)
  t.equal(mayBeInexact('{"idNumber":"110105194912310029","amount":1500000}'), false, 'is not looked through')
})

t.test('a pointer tells the names of fields, and no name or number of a person', async (t) => {
  const told = (pointer: string, code = 'FORM_TYPE') => toldPointer({ pointer, code })
  t.equal(told('/parties/0/idNumber'), '/parties/0/idNumber')
  t.equal(told('/form/姓名'), '/form/姓名', 'a field that the form has')
  t.equal(told('/form/110105194912310029/0'), '/form/*/0')
  t.equal(told('/form/１３９７７７７６６６６'), '/form/*', 'in full width')
  t.equal(told('/上官金丝雀', 'UNKNOWN_FIELD'), '/*')
  t.equal(told('/form/nick_name', 'FORM_ADDITIONAL_PROPERTIES'), '/form/nick_name')
  t.equal(told('?itemCode'), '?itemCode')
})

t.test('conditions (JSON Logic) are looked through before they run', async (t) => {
  t.equal(compileRule({ '<=': [{ var: 'form.a.amount' }, 3] })({ form: { a: { amount: 3 } } }), true)
  t.same(checkRule({ '==': [{ var: 'answers.lender' }, 'fund'] }, new Set(['answers.lender'])), [])
  t.match(checkRule({ '==': [{ var: 'answers.x' }, 1] }, new Set(['answers.lender'])), [
    { rule: 'UNKNOWN_FIELD', pointer: '/==/0/var' },
  ])
  t.match(checkRule({ eachKey: 1 }), [{ rule: 'UNKNOWN_OPERATOR' }])
  t.match(checkRule({ var: '__proto__.polluted' }), [{ rule: 'UNKNOWN_FIELD' }])
  t.match(checkRule({ '==': [1], '!=': [1] }), [{ rule: 'MALFORMED' }])
  let deep: unknown = 1
  for (let level = 0; level < 50; level += 1) deep = { '!': [deep] }
  t.match(checkRule(deep), [{ rule: 'TOO_LARGE' }])
  t.throws(() => compileRule({ throw: 'x' }))
  const nothing = compileRule({ '==': [{ var: 'answers.x' }, false] })
  t.equal(nothing({ answers: {} }), false, 'what is not there is not false')
  t.equal(nothing({ answers: { x: false } }), true)
  t.equal(compileRule({ '==': ['word', true] })({}), false)
  t.equal(compileRule({ '!=': [{ var: 'x' }, 0] })({}), true)
})

t.test('what a cataloguer wrote has a budget of work, whatever a citizen hands in', async (t) => {
  const list = Array.from({ length: 32_000 }, (_, index) => index)
  const run = (rule: unknown, data: unknown) => () => withinWork(() => compileRule(rule)(data))
  t.equal(run({ in: [5, { var: 'list' }] }, { list })(), true, 'one look through it')
  const eachInAll = { all: [{ var: 'list' }, { in: [{ var: '' }, { var: '../../list' }] }] }
  t.throws(run(eachInAll, { list }), { code: 'TOO_MUCH_WORK' }, 'each of it in all of it')
  t.equal(run(eachInAll, { list: list.slice(0, 100) })(), true, 'of a hundred it is nothing')
  const eachAsText = { none: [{ var: 'list' }, { '==': [{ cat: [{ var: '../../list' }] }, 'x'] }] }
  t.throws(run(eachAsText, { list }), { code: 'TOO_MUCH_WORK' })
  t.throws(run({ or: Array(40).fill({ in: ['x', { var: 'list' }] }) }, { list }), { code: 'TOO_MUCH_WORK' })
  const costly = linearPattern('[a-z]{1,999}[0-9]$')
  t.throws(() => withinWork(() => costly.test('a'.repeat(1_000_000))), { code: 'TOO_MUCH_WORK' })
  t.equal(
    withinWork(() => costly.test(`${'a'.repeat(99)}7`)),
    true,
  )
  t.ok(linearPattern('^\\d{17}[0-9X]$').size < 50, 'what forms use is small')
  t.equal(hasMoreParts({ a: [1, 2, { b: 'x' }] }, 10), false)
  t.equal(hasMoreParts(Array(11).fill(0), 10), true)
  t.equal(hasMoreParts({ a: 'x'.repeat(1000) }, 10), true, 'text counts')
})

t.test('a condition that would fill the memory or never end is refused before it runs', async (t) => {
  const list = Array.from({ length: 50 }, (_, index) => index)
  const twice = [{ var: 'accumulator' }, { var: 'accumulator' }]
  const codes = (logic: unknown) => checkRule(logic).map(({ pointer, rule }) => `${rule} ${pointer}`)
  t.same(codes({ reduce: [list, { merge: twice }, [1]] }), ['UNKNOWN_OPERATOR /reduce/1'])
  t.same(codes({ '==': [{ reduce: [list, { cat: twice }, 'x'] }, 'y'] }), ['MALFORMED /==/0/reduce/1'])
  t.same(codes({ '==': [{ reduce: [list, twice, 1] }, 'y'] }), ['MALFORMED /==/0/reduce/1'])
  t.same(codes({ reduce: [list, { if: [true, twice] }, 1] }), ['MALFORMED /reduce/1/if/1'])
  t.same(codes({ some: [list, { some: [list, { some: [list, false] }] }] }), ['TOO_LARGE /some/1/some'])
  t.same(codes({ map: [list, { var: '' }] }), ['UNKNOWN_OPERATOR '])
  t.same(codes({ some: { var: 'form.list' } }), ['MALFORMED /some'])
  const sum = {
    reduce: [{ var: 'form.parts' }, { '+': [{ var: 'current.amount' }, { var: 'accumulator' }] }, 0],
  }
  t.same(checkRule({ '<=': [sum, 10] }, new Set(['form.parts'])), [])
  const ofParts = (...amounts: number[]) => ({ form: { parts: amounts.map((amount) => ({ amount })) } })
  t.equal(compileRule({ '<=': [sum, 10] })(ofParts(3, 7)), true)
  t.equal(compileRule({ '<=': [sum, 10] })(ofParts(4, 7)), false)
  const kinds = {
    '>': [{ length: { filter: [{ var: 'form.parts' }, { in: [{ var: 'amount' }, [1, 2]] }] } }, 1],
  }
  t.same(checkRule(kinds, new Set(['form.parts'])), [])
  t.equal(compileRule(kinds)(ofParts(1, 2, 5)), true)
  t.equal(compileRule(kinds)(ofParts(1, 5)), false)
})

t.test('a condition is asked for every field that it names, wherever it names it', async (t) => {
  const told = (logic: unknown) =>
    checkRule(logic, new Set(['answers.a', 'form.list'])).map(({ pointer, rule }) => `${rule} ${pointer}`)
  t.same(told({ missing: ['answers.a', 'answers.b'] }), ['UNKNOWN_FIELD /missing'])
  t.same(told({ missing_some: [1, ['answers.b']] }), ['UNKNOWN_FIELD /missing_some'])
  t.same(told({ var: ['answers.a', { var: 'answers.b' }] }), ['UNKNOWN_FIELD /var/1/var'])
  t.same(told({ var: ['answers.a', { throw: 'x' }] }), ['UNKNOWN_OPERATOR /var/1'])
  t.same(told({ some: [{ var: 'form.nothing' }, { var: 'x' }] }), ['UNKNOWN_FIELD /some/0/var'])
  t.same(told({ some: [{ var: 'form.list' }, { '==': [{ var: 'x' }, { var: '../../answers.b' }] }] }), [
    'UNKNOWN_FIELD /some/1/==/1/var',
  ])
  t.same(told({ some: [{ var: 'form.list' }, { '==': [{ var: 'x' }, { var: '../../answers.a' }] }] }), [])
})

t.test(
  'patterns of others read as JavaScript reads them, in time that grows with the text only',
  async (t) => {
    const texts = [
      '',
      'a',
      '　',
      '\u00a0',
      ' x ',
      '李小敏',
      '11010519491231002X',
      'a\n',
      '😀',
      '\u200b',
      '-',
      ']',
    ]
    for (const pattern of [
      '\\S',
      '^\\s+$',
      '^[^\\s]+$',
      '^[\\S]+$',
      '[^\\S]',
      '^\\d{17}[\\dXx]$',
      '^[\\u4e00-\\u9fff]{2,}$',
      '^\\p{Script=Han}+$',
      '^\\p{L}$',
      '^.$',
      '[\\]\\s]',
      '\\u{1F600}',
      '^(?:a|-)$',
    ]) {
      const ours = linearPattern(pattern)
      for (const text of texts)
        t.equal(ours.test(text), new RegExp(pattern, 'u').test(text), `${pattern} on ${JSON.stringify(text)}`)
    }
    t.notOk(linearPattern('^(a+)+$').test(`${'a'.repeat(1000)}!`), 'JavaScript would not come to an end')
    t.notOk(linearPattern('^(.*)(.*)(.*)(.*)x$').test('a'.repeat(10_000)))
    for (const pattern of ['(', '(?=a)b', '(a)\\1', 'a{1001}', '(a{1,500}){1,500}'])
      t.throws(() => linearPattern(pattern), pattern)
  },
)

t.test('a line that is too long is counted, not kept', async (t) => {
  const pieces = async function* () {
    for (const piece of ['short\n0123', '456789', 'x\nnext\r\n', 'last']) yield Buffer.from(piece)
  }
  const lines: [number, string | undefined][] = []
  for await (const { number, bytes } of linesOf(pieces(), { bytes: 0, lines: 0 }, 10))
    lines.push([number, bytes?.toString()])
  t.same(lines, [
    [1, 'short'],
    [2, undefined],
    [3, 'next'],
    [4, 'last'],
  ])
})
