import fc from 'fast-check'
import t from 'tap'
import { divisionPath, endOf, pathsUp } from '../../src/features/search/division-path.js'
import { bundlesAfter, foundBundles, knownBundle } from '../../src/features/search/found-bundles.js'
import { highlight } from '../../src/features/search/highlight.js'
import { otherNumbers } from '../../src/features/search/numerals.js'
import { otherReadings } from '../../src/features/search/other-readings.js'
import { readQuery, rememberedQuery } from '../../src/features/search/query.js'
import { stagesOf } from '../../src/features/search/stages.js'
import { simplified } from '../../src/features/search/traditional.js'
import {
  initialTokens,
  keyOf,
  nameTokens,
  pinyinReadings,
  textTokens,
} from '../../src/features/search/words.js'
import { leshanHousingFund } from '../helpers/sample.js'

const { name, synonyms } = leshanHousingFund
const tokens = new Set(nameTokens([name, ...synonyms]))
const finds = (q: string, found: ReadonlySet<string>): boolean =>
  readQuery(q)?.ways.some((way) => way.every((token) => found.has(token))) === true

t.test('characters, initials, syllables and words; nothing strange in odd input', async (t) => {
  for (const token of ['公积', '积金', '贷', '~zfgjj', '~gjj', '^zhu', '^zhufang', '^gongji', '^jijin'])
    t.ok(tokens.has(token), token)
  t.same(readQuery('公积金')?.ways, [['公积', '积金']])
  t.same(readQuery(' ZFGJJ ')?.ways, [['zfgjj'], ['~zfgjj']])
  t.same(readQuery('ＺＦ')?.text, 'zf', 'full-width letters')
  t.same(initialTokens('zfgjj'), ['~zfgjj'])
  for (const token of initialTokens('zgtqzfgjjchzfdk')) t.ok(tokens.has(token), token)
  for (const nothing of ['', '   ', '%', '_', '😀', '%_%', '\ud800'])
    t.equal(readQuery(nothing), undefined, nothing)
})

t.test('letters are read as full pinyin, every way there is, in no time', async (t) => {
  t.same(pinyinReadings('zhufang'), [['^zhufang']])
  t.same(pinyinReadings('gong'), [['^gong']])
  t.same(pinyinReadings('gongjijin'), [['^gongji', '^jijin']])
  t.same(pinyinReadings('xian'), [['^xian'], ['^xian']], '先, or 西安: the same token')
  t.same(pinyinReadings('zfgjj'), [], 'initials are none')
  t.same(pinyinReadings('nvxing'), [['^nvxing']], 'ü as it is typed')
  t.same(pinyinReadings(`${'an'.repeat(25)}zzzz`), [], 'what leads nowhere is left soon')
  t.ok(pinyinReadings('an'.repeat(30)).length <= 4)
  t.same(pinyinReadings('an'.repeat(31)), [], 'nobody types so much')
})

t.test('whatever is asked, what is looked up stays small', async (t) => {
  const synonyms = new Map([
    ['公积金', ['公积金', '住房公积金', '房金']],
    ['身份证', ['身份证', '身份证明', '居民身份证']],
  ])
  const odd = fc.oneof(
    fc.string({ maxLength: 300, unit: 'grapheme' }),
    fc.string({ maxLength: 300, unit: fc.constantFrom('公积金', '身份证', 'xian', 'an', ' ', '9', '%') }),
  )
  fc.assert(
    fc.property(odd, (q) => {
      const query = readQuery(q, synonyms)
      if (query === undefined) return
      t.ok(query.ways.length >= 1 && query.ways.length <= 16 && query.others.length < 8)
      t.ok(query.ways.every((way) => way.length >= 1 && way.length <= 200))
    }),
  )
  t.ok((readQuery('公'.repeat(10_000))?.ways[0]?.length ?? 999) <= 100)
  t.ok((readQuery('身份证 '.repeat(30), synonyms)?.ways.length ?? 99) <= 16)
})

t.test('everything that a look through the name finds is found', async (t) => {
  const han = fc.constantFrom(...'住房公积金提取食品经营许可登记')
  const text = fc.array(fc.oneof(han, fc.constantFrom('（', '·', ' ', 'A', '1')), {
    minLength: 2,
    maxLength: 30,
  })
  fc.assert(
    fc.property(text, fc.nat(), fc.nat(), (characters, from, length) => {
      const whole = characters.join('')
      const start = from % characters.length
      const piece = characters.slice(start, start + 1 + (length % 6)).join('')
      // A piece out of the middle of a word of letters is no word.
      if (!/^\p{Script=Han}+$/u.test(piece)) return
      t.ok(finds(piece, new Set(nameTokens([whole]))), `${piece} in ${whole}`)
      t.ok(finds(piece, new Set(textTokens(whole))), `${piece} in the text ${whole}`)
    }),
  )
})

t.test('synonyms: the longest known word, left to right, each exchanged for the others', async (t) => {
  const synonyms = new Map([
    ['公积金', ['公积金', '住房公积金']],
    ['住房公积金', ['公积金', '住房公积金']],
    ['低保', ['低保', '最低生活保障']],
    ['最低生活保障', ['低保', '最低生活保障']],
  ])
  t.same(readQuery('低保申请', synonyms)?.others, ['最低生活保障申请'])
  t.same(readQuery('住房公积金提取', synonyms)?.others, ['公积金提取'], 'not 住房住房公积金')
  t.same(readQuery('低保申请', synonyms)?.ways, [
    ['低保', '保申', '申请'],
    ['最低', '低生', '生活', '活保', '保障', '障申', '申请'],
  ])
  t.same(readQuery('公积金', synonyms)?.ways, [['公积', '积金']], 'a way that asks for more finds no more')
  t.same(readQuery('低', synonyms)?.others, [])
})

t.test('highlights: the pieces make the name again, and hold no markup of ours', async (t) => {
  const marked = (text: string, q: string) =>
    highlight(text, readQuery(q) ?? { text: '', others: [] })
      .map((piece) => (piece.match ? `[${piece.text}]` : piece.text))
      .join('')
  t.equal(marked(name, '公积金'), '职工提取住房[公积金]偿还住房贷款')
  t.equal(marked(name, 'zfgjj'), '职工提取[住房公积金]偿还住房贷款')
  t.equal(marked(name, 'zhufang'), '职工提取[住房]公积金偿还[住房]贷款')
  t.equal(marked(name, '住房贷款 提取'), '职工[提取]住房公积金偿还[住房贷款]')
  t.equal(marked('<b>食品</b>', '食品'), '<b>[食品]</b>')
  t.equal(marked('ETC 办理', 'etc'), '[ETC] 办理')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, q) => {
      const pieces = highlight(text, readQuery(q) ?? { text: '', others: [] })
      t.equal(pieces.map((piece) => piece.text).join(''), text)
    }),
  )
})

t.test('keys keep the number of characters', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      t.equal([...keyOf(text)].length, [...text].length)
    }),
  )
})

const PROVINCE = '420000000000'
const CITY = '420100000000'
const COUNTY = '420102000000'
const DIRECT = '429004000000'
const DIRECT_TOWN = '429004001000'

t.test('a subtree is a range of paths, true parents honoured', async (t) => {
  t.equal(divisionPath([COUNTY, CITY, PROVINCE]), '420102')
  const direct = divisionPath([DIRECT, PROVINCE])
  const town = divisionPath([DIRECT_TOWN, DIRECT, PROVINCE])
  const within = (path: string, above: string) => path >= above && path < endOf(above)
  t.ok(within(direct, '42') && within(town, '42') && within(town, direct))
  t.notOk(within(direct, '4290'), 'not below a division that is not its parent')
  t.notOk(within(divisionPath([DIRECT, CITY, PROVINCE]), direct))
  t.same(pathsUp([COUNTY, CITY, PROVINCE]), ['420102', '4201', '42'])
})

/** Where a place is read: the number of its stage, or none. */
function stageOf(path: string, stages: ReturnType<typeof stagesOf>): number[] {
  return stages.flatMap(({ suspended, at, from, after, before, not }, index) =>
    !suspended &&
    (at === undefined || at.includes(path)) &&
    (from === undefined || path >= from) &&
    (after === undefined || path > after) &&
    (before === undefined || path < before) &&
    !not?.includes(path)
      ? [index]
      : [],
  )
}

t.test('every place is read in exactly one stage; own and above first', async (t) => {
  const county = [COUNTY, CITY, PROVINCE]
  const paths = ['42', '4201', '420102', '420102001', '4201030', '4202', '42!429004', '51', '510101']
  for (const near of [undefined, county, [CITY, PROVINCE], [PROVINCE], ['510000000000']]) {
    for (const division of [undefined, [PROVINCE], [CITY, PROVINCE], county]) {
      const stages = stagesOf({ near, division })
      const root = division === undefined ? '' : divisionPath(division)
      for (const path of paths)
        t.equal(
          stageOf(path, stages).length,
          path.startsWith(root) ? 1 : 0,
          `${path} within ${root}, near ${near?.[0]}`,
        )
    }
  }
  const stages = stagesOf({ near: county })
  t.same(
    ['420102', '4201', '42', '420102001', '4201', '4202', '51'].map((path) => stageOf(path, stages)[0]),
    [0, 0, 0, 1, 0, 3, 3],
  )
})

t.test('characters beyond the first plane are never cut in half', (t) => {
  for (const name of ['𠮷野登记', '\u{20000}\u{21eef}\u{23dde}', '𬒈口镇'])
    for (const token of nameTokens([name])) t.ok(token.isWellFormed(), JSON.stringify(token))
  t.ok(nameTokens(['𠮷野登记']).includes('~𠮷yd'), 'one that nobody reads stands for itself')
  t.end()
})

t.test('a search text is read once for each set of synonyms', (t) => {
  const [before, after] = [new Map(), new Map([['身份证', ['身份证', '居民证']]])]
  const first = rememberedQuery('身份证', before)
  t.same(first, readQuery('身份证', before))
  t.equal(rememberedQuery('身份证', before), first, 'from memory')
  t.same(rememberedQuery('身份证', after), readQuery('身份证', after), 'not with other synonyms')
  t.notSame(rememberedQuery('身份证', after), first)
  t.equal(rememberedQuery('%', before), undefined)
  const long = '证'.repeat(10_000)
  t.not(rememberedQuery(long, before), rememberedQuery(long, before), 'what is long is not kept')
  t.end()
})

t.test('another word of nothing that can be searched for finds nothing more', (t) => {
  const synonyms = new Map(['身份证', 'αβ'].map((word) => [word, ['身份证', 'αβ']]))
  t.same(readQuery('身份证', synonyms)?.ways, readQuery('身份证')?.ways)
  t.end()
})

t.test('numbers in both scripts, traditional characters, other readings of a character', async (t) => {
  for (const [said, ...others] of [
    ['3证合1', '三证合一', '3证合1'],
    ['三证合一', '三证合一', '3证合1'],
    ['80岁', '八十岁', '80岁'],
    ['十二岁', '十二岁', '12岁'],
    ['二十岁', '二十岁', '20岁'],
    ['c1驾照', 'c1驾照', 'c1驾照'],
    ['2026年', '2026年', '2026年'],
    ['一二三', '一二三', '一二三'],
  ] as const)
    t.same(otherNumbers(said), others, said)
  t.equal(simplified('身份證遺失、護士註冊'), '身份证遗失、护士注册')
  t.equal(simplified('居民身份证'), '居民身份证')
  t.ok(otherReadings('xingye').some((way) => way.includes('^hangye')))
  t.ok(otherReadings('jiuzhujin geifu').some((way) => way.includes('^jiuzhu') && way.includes('^jifu')))
  t.same(otherReadings('zfgjj'), [], 'initials have no readings')
  t.ok(otherReadings('xing'.repeat(15)).length <= 16)
})

t.test('bundles of near places stand ahead, a few of them, each once over all pages', async (t) => {
  const bundles = ['a', 'b', 'c', 'd', 'e'].map((bundleCode) =>
    knownBundle({
      bundleCode,
      name: '开办餐饮店一件事',
      aliases: ['开饭店'],
      description: '',
      organisationCode: 'o',
      divisionCode: bundleCode === 'e' ? '2' : '1',
      divisions: bundleCode === 'e' ? ['2', '0'] : ['1', '0'],
      audiences: ['1'],
      themes: ['060'],
    }),
  )
  const query = readQuery('开饭店')
  if (query === undefined) throw new Error('a query')
  const codes = (of: readonly { bundleCode: string }[]) => of.map(({ bundleCode }) => bundleCode).join('')
  const near = foundBundles(bundles, query, { near: ['2', '0'] })
  t.same([codes(near.ahead), codes(near.behind)], ['e', 'abcd'])
  const anywhere = foundBundles(bundles, query, {})
  t.same([codes(anywhere.ahead), codes(anywhere.behind)], ['abc', 'de'])
  t.equal(codes(bundlesAfter(anywhere.ahead, 'a')), 'bc')
  t.equal(codes(bundlesAfter(anywhere.ahead, undefined)), 'abc')
  for (const filter of [{ division: ['3', '0'] }, { audience: '2' }, { theme: '010' }, { organisation: 'p' }])
    t.same(foundBundles(bundles, query, filter), { ahead: [], behind: [] })
})
