import fc from 'fast-check'
import t from 'tap'
import { typedCaseNo } from '../../src/shared/case-number.js'
import {
  checkCreditCode,
  checkOrganisationCode,
  creditCodeCheckCharacter,
} from '../../src/shared/codes/credit-code.js'
import { derivedParent, divisionLevel, normaliseDivisionCode } from '../../src/shared/codes/division-code.js'
import {
  checkIdentityCard,
  identityCardCheckCharacter,
  normaliseIdNumber,
} from '../../src/shared/codes/identity-card.js'
import {
  checkBasicCode,
  checkImplementationCode,
  makeImplementationCode,
} from '../../src/shared/codes/item-code.js'
import { checkTelephone, normaliseMobile, telephonesIn } from '../../src/shared/codes/phone.js'
import { plainStaffNo } from '../../src/shared/codes/staff-no.js'
import { plainText } from '../../src/shared/typed-text.js'

const TODAY = '2026-03-02'

t.test('resident identity numbers (GB 11643)', async (t) => {
  for (const number of [
    '11010519491231002X',
    '110101190001010006',
    '810000199003070015',
    '830000199003070027',
    '11010519491231002x',
  ]) {
    t.ok(checkIdentityCard(number, TODAY).ok, number)
  }
  t.match(checkIdentityCard('110105491231002', TODAY), {
    ok: true,
    normalised: '11010519491231002X',
    birthDate: '1949-12-31',
    sex: 'female',
  })
  t.same(checkIdentityCard('110105194912310021', TODAY), { ok: false, reason: 'checkDigit' })
  t.same(checkIdentityCard('110105194913310021', TODAY), { ok: false, reason: 'date' })
  t.same(checkIdentityCard('990105194912310021', TODAY), { ok: false, reason: 'province' })
  t.same(checkIdentityCard('1101051949123100', TODAY), { ok: false, reason: 'format' })
  t.equal(
    identityCardCheckCharacter('44052418800101001'),
    '4',
    "the standard's second sample, for the check digit only",
  )
  t.same(checkIdentityCard('440524188001010014', TODAY), { ok: false, reason: 'date' }, 'before 1900')
})

t.test('one wrong digit of an identity number is always found', async () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (place, shift) => {
      const good = '11010519491231002X'
      const digit = (Number(good[place]) + shift) % 10
      const bad = good.slice(0, place) + String(digit) + good.slice(place + 1)
      return !checkIdentityCard(bad, TODAY).ok
    }),
  )
})

t.test('unified social credit codes (GB 32100)', async (t) => {
  for (const code of [
    '91350100M000100Y43',
    '11990000MB0000A12J',
    '91990101MA0000X151',
    '529901015000000078',
    '12990100400000018N',
  ]) {
    t.ok(checkCreditCode(code).ok, code)
    t.equal(creditCodeCheckCharacter(code.slice(0, 17)), code[17])
  }
  t.match(checkCreditCode('91350100M000100Y44'), { ok: false, warning: 'checkCharacter' })
  t.match(checkCreditCode('9135010OM000100Y43'), { ok: false, reason: 'format' }, 'the letter O')
  t.ok(checkOrganisationCode('M000100Y4'))
  t.notOk(checkOrganisationCode('M000100Y5'))
})

t.test('divisions (GB/T 2260)', async (t) => {
  const levels = {
    '110000': 2,
    '440100': 3,
    '440106': 4,
    '440106001': 5,
    '440106001002': 6,
    '440106000000': 4,
    '441900': 3,
    '441900003': 5,
    '000000': 1,
    '429004': 4,
  }
  for (const [code, level] of Object.entries(levels)) t.equal(divisionLevel(code), level, code)
  t.equal(normaliseDivisionCode('511102'), '511102000000')
  t.equal(normaliseDivisionCode('5111'), undefined)
  t.equal(derivedParent('511102901201'), '511102901000')
  t.equal(derivedParent('511102'), '511100000000')
  t.equal(derivedParent('000000'), undefined)
})

t.test('codes of items (C0109)', async (t) => {
  t.ok(checkImplementationCode('11450721MB155808114000104002000'))
  t.ok(checkImplementationCode('1145072100811537184452004020000'))
  t.equal(makeImplementationCode('11990000MB0000A12J', 4, '000104002000'), '11990000MB0000A12J4000104002000')
  t.notOk(
    checkImplementationCode('11450721MB155808124000104002000'),
    'the credit code within has a wrong check character',
  )
  t.notOk(checkImplementationCode('11450721MB1558081140001040020'))
  t.ok(checkBasicCode('000104002000'))
  t.notOk(checkBasicCode('00010400200'))
  t.ok(checkImplementationCode('XK-0001', 'LOCAL'))
})

t.test('telephones', async (t) => {
  t.equal(normaliseMobile('+86 138 0000 1234'), '13800001234')
  t.equal(normaliseMobile('１３８００００１２３４'), '13800001234')
  t.equal(normaliseMobile('12800001234'), undefined)
  for (const number of ['0833-2100300', '0833—2100300', '12345', '400-800-1234', '13800001234'])
    t.ok(checkTelephone(number), number)
  for (const number of ['0571-12345 转 8012', '0571-12345转8012', '0833-2100300 分机 12', '0833-2100300-12'])
    t.ok(checkTelephone(number), number)
  for (const number of [
    '0571 88881234',
    '+86 571 8888 1234',
    '（0571）8888-1234',
    '0571-88881234转分机8012',
    '12345 转 2',
    '800-810-1234',
  ])
    t.equal(telephonesIn(`咨询电话：${number}（工作日）`).length, 1, number)
  t.same(telephonesIn('0571 88881234、0571-88881234 转 2'), ['057188881234', '0571888812342'])
  for (const number of ['2100300', '88881234', '0571-8888123456789', '无', '0571-123'])
    t.same(telephonesIn(number), [], number)
})

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(''))
const letters = (length: number) =>
  fc.array(fc.constantFrom(...ALPHABET), { minLength: length, maxLength: length }).map((all) => all.join(''))
const creditCodes = fc
  .tuple(letters(2), digits(6), letters(9))
  .map((parts) => parts.join(''))
  .map((first17) => first17 + creditCodeCheckCharacter(first17))
const basicCodes = fc
  .tuple(digits(2), fc.constantFrom('01', '05', '07', '08', '09', '10', '20'), digits(8))
  .map((parts) => parts.join(''))

t.test('a credit code with its check character passes; one wrong character is always found', async () => {
  fc.assert(
    fc.property(creditCodes, fc.nat(17), fc.integer({ min: 1, max: 30 }), (code, place, shift) => {
      const index = (ALPHABET.indexOf(code.charAt(place)) + shift) % 31
      const bad = code.slice(0, place) + ALPHABET.charAt(index) + code.slice(place + 1)
      return checkCreditCode(code).ok && checkCreditCode(code.toLowerCase()).ok && !checkCreditCode(bad).ok
    }),
  )
})

t.test('implementation codes are made of three parts, and no part may be of another length', async () => {
  fc.assert(
    fc.property(creditCodes, fc.integer({ min: 1, max: 6 }), basicCodes, (organ, level, basic) => {
      const code = makeImplementationCode(organ, level as 1, basic)
      return (
        code.length === 31 &&
        checkBasicCode(basic) &&
        checkImplementationCode(code) &&
        !checkImplementationCode(code.slice(0, -1)) &&
        !checkImplementationCode(`${code}0`) &&
        !checkImplementationCode(`${organ}8${basic}`) &&
        !checkImplementationCode(code.toLowerCase().replace(/^/, 'o')) &&
        // Older layouts are shorter, and local ones take what a province made.
        !checkImplementationCode(code, 'GBT39046') &&
        checkImplementationCode(code, 'LOCAL')
      )
    }),
  )
})

t.test('layouts of other profiles', async (t) => {
  t.ok(checkBasicCode('XK00010001', 'GBT39046'), 'ten characters')
  t.notOk(checkBasicCode('XK000100012', 'GBT39046'))
  t.ok(checkImplementationCode('A'.repeat(24), 'GBT39046'))
  t.notOk(checkImplementationCode('A'.repeat(25), 'GBT39046'))
  t.notOk(checkBasicCode('有汉字', 'LOCAL'))
  t.notOk(checkBasicCode('A'.repeat(51), 'LOCAL'))
  t.notOk(checkBasicCode('003104002000'), 'no type begins with 3')
  for (const letter of 'IOSVZ')
    t.match(checkCreditCode(`9135010${letter}M000100Y43`), { ok: false, reason: 'format' }, letter)
})

t.test('a division code keeps its level and comes before its children, however it is written', async () => {
  fc.assert(
    fc.property(digits(6), digits(3), digits(3), (county, town, village) => {
      for (const code of [county, county + town, county + town + village]) {
        const whole = normaliseDivisionCode(code)
        if (whole?.length !== 12 || divisionLevel(whole) !== divisionLevel(code)) return false
        const parent = derivedParent(whole)
        if (parent !== undefined && (divisionLevel(parent) >= divisionLevel(whole) || parent > whole))
          return false
      }
      return normaliseDivisionCode(county.slice(1)) === undefined
    }),
  )
})

t.test('what nobody sees makes no other number, code or name', (t) => {
  for (const unseen of [
    '\u200b',
    '\u00ad',
    '\u034f',
    '\u3164',
    '\ufe0f',
    '\u{e0001}',
    '\u2800',
    ' ',
    '\u3000',
  ]) {
    const typed = (text: string) => `${unseen}${text.slice(0, 3)}${unseen}${text.slice(3)}${unseen}`
    const name = JSON.stringify(unseen)
    t.equal(plainText(typed('ＡＢＣ－１２')), 'ABC-12', name)
    t.equal(typedCaseNo(typed('5111022603021000b11')), '5111022603021000B11', name)
    t.equal(normaliseIdNumber(typed('11010519491231002x')), '11010519491231002X', name)
    t.equal(plainStaffNo(typed('ＦＯＯＤ01')), 'food01', name)
    if (unseen !== '\u2800') t.equal(normaliseMobile(typed('13800001234')), '13800001234', name)
  }
  t.end()
})
