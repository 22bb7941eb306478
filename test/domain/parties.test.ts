import t from 'tap'
import { bornBy, readDocument } from '../../src/features/cases/parties/identity-documents.js'
import { NAME_PATTERN, normaliseName } from '../../src/features/cases/parties/names.js'
import { checkRelations } from '../../src/features/cases/parties/relations.js'
import type { PartyRole } from '../../src/features/catalogue/party-rule.js'
import { indexDictionaries } from '../../src/features/dictionaries/dictionary.js'
import { normaliseIdNumber } from '../../src/shared/codes/identity-card.js'
import { normaliseMobile } from '../../src/shared/codes/phone.js'
import { maskIdNumber, maskMobile } from '../../src/shared/masks.js'
import { REFERENCE_DICTIONARIES } from '../helpers/sample.js'

const TODAY = '2026-03-02'
const DICTIONARIES = indexDictionaries(REFERENCE_DICTIONARIES)

const read = (idType: string, idNumber: string, type: 'natural' | 'legal' = 'natural') =>
  readDocument({ type, idType, idNumber }, TODAY, DICTIONARIES)

t.test('identity documents by the dictionary', async (t) => {
  const unknown = read('zzz', 'anything')
  t.match(unknown.error, { member: 'idType', code: 'ID_TYPE_UNKNOWN' })
  for (const code of ['111', '112', '113', '114', '414', '511', '516', '553', 'USCC'])
    t.match(unknown.error?.message, { zh: `${code} `, en: `${code} ` }, code)
  for (const [idType, number, type] of [
    ['USCC', '11010519491231002X', 'natural'],
    ['USCC', '91350100M000100Y43', 'natural'],
    ['111', '11010519491231002X', 'legal'],
    ['414', 'E12345678', 'legal'],
  ] as const)
    t.match(
      read(idType, number, type).error,
      { member: 'idType', code: 'ID_TYPE_UNFIT' },
      `${type} ${idType}`,
    )
  const good: [string, string, string, ('natural' | 'legal')?][] = [
    ['111', ' １１０１０５１９４９１２３１００２ｘ', '11010519491231002X'],
    ['111', '110105-19491231-002x', '11010519491231002X'],
    ['111', '\u202a110105 491231 002\u202c', '11010519491231002X'],
    ['111', '931840199003070018', '931840199003070018'],
    ['111', '810000199003070015', '810000199003070015'],
    ['553', '931840199003070018', '931840199003070018'],
    ['553', 'usa110112345678', 'USA110112345678'],
    ['414', ' e12345678', 'E12345678'],
    ['114', '军字第1234567号', '军字第1234567号'],
    ['USCC', '９１３５０１００ m000100 y43', '91350100M000100Y43', 'legal'],
  ]
  for (const [idType, text, number, type] of good) t.same(read(idType, text, type), { number }, text)
  for (const [idType, text, code, type] of [
    ['111', '110105194912310021', 'ID_NUMBER_INVALID', 'natural'],
    ['111', '991840199003070018', 'ID_NUMBER_INVALID', 'natural'],
    ['553', '931840199003070019', 'ID_NUMBER_INVALID', 'natural'],
    ['553', '110105', 'ID_NUMBER_INVALID', 'natural'],
    ['414', 'x', 'ID_NUMBER_INVALID', 'natural'],
    ['USCC', '91350100O000100Y43', 'CREDIT_CODE_INVALID', 'legal'],
    ['USCC', '11010519491231002X', 'CREDIT_CODE_INVALID', 'legal'],
  ] as const) {
    const { error } = read(idType, text, type)
    t.match(error, { member: 'idNumber', code }, text)
    t.notMatch(JSON.stringify(error?.message), text, 'no value in the message')
  }
  t.same(read('USCC', '91350100M000100Y44', 'legal'), {
    number: '91350100M000100Y44',
    warning: 'CREDIT_CODE_CHECK',
  })
  t.same(bornBy('931840199003070018'), { birthDate: '1990-03-07', sex: 'male' })
  t.equal(bornBy('E12345678'), undefined)
  t.equal(normaliseIdNumber('110105491231002'), '11010519491231002X', '15 digits find 18')
})

t.test('the number decides the mask', async (t) => {
  t.equal(maskIdNumber('USCC', '11010519491231002X', 'office'), '110105********002X')
  t.equal(maskIdNumber('USCC', 'ABC', 'office'), 'A*C')
  t.equal(maskIdNumber('USCC', '91350100M000100Y44', 'public'), '91350100M000100Y44')
  t.equal(maskIdNumber('414', '931840199003070018', 'office'), '931840********0018')
})

t.test('contacts in every spelling', async (t) => {
  for (const [text, number] of [
    ['\u202a138 0000 1234\u202c', '13800001234'],
    ['\u200e＋８６—１３８—００００—１２３４', '13800001234'],
    ['0086 13800001234', '13800001234'],
    ['(852) 9123-4567', '+85291234567'],
    ['+852 6123 4567', '+85261234567'],
    ['00853-6612-3456', '+85366123456'],
    ['+886 912 345 678', '+886912345678'],
    ['0912-345-678', '+886912345678'],
    ['1380000123', undefined],
    ['+852 1234 5678', undefined],
    ['010-12345678', undefined],
  ] as const)
    t.equal(normaliseMobile(text), number, text)
  t.equal(maskMobile('+85291234567'), '+852****4567')
})

t.test('names', async (t) => {
  const pattern = new RegExp(NAME_PATTERN, 'u')
  for (const name of ['\u200b', '\u3164', ' \u2060 ', '——', '\u202e\u202c'])
    t.notOk(pattern.test(name), JSON.stringify(name))
  for (const name of ['李小敏', '买买提·艾力', 'O’Neill', '３６０', '𠮷']) t.ok(pattern.test(name), name)
  t.equal(normaliseName('\u202a 李\u200b小\u3164敏\u034f\ufeff '), '李小敏')
  t.equal(normaliseName('葛\u{e0100}洪'), '葛\u{e0100}洪', 'a variant of a sign is seen')
  t.equal(normaliseName('Mary   Ann'), 'Mary Ann')
})

t.test('how parties stand to each other', async (t) => {
  const party = (role: PartyRole, person: string, type: 'natural' | 'legal' = 'natural') => ({
    role,
    person,
    type,
  })
  const codes = (...parties: ReturnType<typeof party>[]) =>
    checkRelations(parties).map(({ pointer, code }) => `${pointer} ${code}`)
  const firm = party('applicant', 'firm', 'legal')
  for (const lawful of [
    [party('applicant', 'a'), party('coApplicant', 'b')],
    [firm, party('legalRepresentative', 'a'), party('handler', 'b')],
    [firm, party('legalRepresentative', 'a'), party('handler', 'a')],
    [firm, party('coApplicant', 'a'), party('legalRepresentative', 'a')],
    [party('applicant', 'a'), party('coApplicant', 'b'), party('representative', 'b')],
    [party('applicant', 'child'), party('coApplicant', 'mother'), party('guardian', 'mother')],
    [party('applicant', 'a'), party('representative', 'office', 'legal')],
  ])
    t.same(codes(...lawful), [])
  t.same(codes(party('handler', 'a')), ['/parties APPLICANT_REQUIRED', '/parties/0/role ROLE_OF_ENTITIES'])
  t.same(codes(party('applicant', 'a'), party('coApplicant', 'a')), ['/parties/1/idNumber PARTY_TWICE'])
  t.same(codes(party('applicant', 'a'), party('representative', 'a')), ['/parties/1/idNumber OWN_AGENT'])
  t.same(codes(party('guardian', 'a'), party('applicant', 'a')), ['/parties/0/idNumber OWN_AGENT'])
  t.same(codes(firm, party('handler', 'b'), party('handler', 'b')), ['/parties/2/idNumber PARTY_TWICE'])
  t.same(codes(party('applicant', 'a'), party('guardian', 'b'), party('representative', 'b')), [
    '/parties/2/idNumber PARTY_TWICE',
  ])
  t.same(codes(firm, party('legalRepresentative', 'other', 'legal')), ['/parties/1/type ROLE_OF_PERSONS'])
  t.same(codes(party('applicant', 'a'), party('handler', 'b')), ['/parties/1/role ROLE_OF_ENTITIES'])
})
