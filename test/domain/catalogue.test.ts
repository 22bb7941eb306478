import t from 'tap'
import { checkAnswers, checkForm, resolveChecklist } from '../../src/features/catalogue/checklist.js'
import { guideBlocks, guidePage } from '../../src/features/catalogue/guide.js'
import { checkItemDocument, combinations } from '../../src/features/catalogue/item-checks.js'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { readQuery, searchTokens } from '../../src/features/catalogue/search.js'
import { foodBusinessLicence } from '../../src/sample/items/food-business-licence.js'
import { SAMPLE_ITEMS } from '../../src/sample/items/index.js'
import { leshanHousingFund } from '../../src/sample/items/leshan-housing-fund.js'

t.test('every sample item passes the checks before publication', async (t) => {
  t.ok(SAMPLE_ITEMS.length >= 10 && SAMPLE_ITEMS.length <= 20)
  t.equal(new Set(SAMPLE_ITEMS.map((item) => item.itemCode)).size, SAMPLE_ITEMS.length)
  for (const item of SAMPLE_ITEMS)
    t.same(
      checkItemDocument(item).filter((finding) => finding.severity === 'error'),
      [],
      item.name,
    )
})

t.test('a broken item is caught by the rule that it breaks', async (t) => {
  const breaks: Record<string, (item: ItemDocument) => void> = {
    DISCLOSURE_EMPTY: (item) => {
      item.legalBases = []
    },
    BASIC_CODE: (item) => {
      item.basicCode = '12'
    },
    ITEM_CODE: (item) => {
      item.itemCode = `0${item.itemCode.slice(1)}`
    },
    CODE_ORGANISATION: (item) => {
      item.organisationCode = '91350100M000100Y43'
    },
    CODE_LEVEL: (item) => {
      item.level = 5
    },
    CODE_TYPE: (item) => {
      item.type = '07'
    },
    PROMISE_LONGER: (item) => {
      item.limits.promised.amount = 21
    },
    HANDLING_LIMIT: (item) => {
      item.limits.promised.amount = 0
    },
    VISIT_REASON: (item) => {
      item.visits = 1
    },
    NO_VISIT_OFFLINE: (item) => {
      item.online = false
    },
    MATERIAL_TWICE: (item) => {
      item.materials.push({ ...(item.materials[0] as ItemDocument['materials'][number]) })
    },
    MATERIAL_COUNT: (item) => {
      Object.assign(item.materials[0] ?? {}, { originals: 0, copies: 0 })
    },
    SITUATION_UNKNOWN: (item) => {
      Object.assign(item.materials[0] ?? {}, { situations: ['elsewhere'] })
    },
    CONSULTATION_PHONE: (item) => {
      item.consultation = ['see the website']
    },
    COMPLAINT_PHONE: (item) => {
      item.complaints = ['see the website']
    },
    FEE_ITEMS: (item) => {
      item.fees.charged = true
    },
    FEE_NOT_CHARGED: (item) => {
      item.fees.items.push({ name: '工本费', standard: '10元', legalBasis: '无', reducible: false })
    },
    FORM_REF: (item) => {
      item.form.schema = { $ref: '#/x' }
    },
    FORM_SCHEMA: (item) => {
      item.form.schema = { type: 'nothing' }
    },
    UNKNOWN_FIELD: (item) => {
      Object.assign(item.situations[0] ?? {}, { when: { var: 'answers.nobodyAsks' } })
    },
    UNKNOWN_OPERATOR: (item) => {
      Object.assign(item.situations[0] ?? {}, { when: { throw: 'x' } })
    },
    NO_SITUATION: (item) => {
      Object.assign(item.situations[0] ?? {}, { when: false })
    },
    SITUATIONS_OVERLAP: (item) => {
      item.situations.push({ key: 'second', title: '另一情形', when: true })
    },
    SITUATION_UNREACHABLE: (item) => {
      item.situations.push({ key: 'second', title: '另一情形', when: false })
    },
  }
  for (const [rule, breakIt] of Object.entries(breaks)) {
    const item = structuredClone(foodBusinessLicence)
    breakIt(item)
    t.ok(
      checkItemDocument(item).some((finding) => finding.rule === rule && finding.severity === 'error'),
      rule,
    )
  }
})

t.test('Leshan: every combination of answers reaches exactly one situation', async (t) => {
  const all = [...combinations(leshanHousingFund, 'natural')]
  t.equal(all.length, 6, 'fund × agent, and bank × first or later × agent')
  for (const answers of all) {
    const checklist = resolveChecklist(leshanHousingFund, 'natural', answers)
    if (checklist.kind !== 'checklist') throw new Error('still asking')
    const codes = checklist.materials.map(({ material }) => material.materialCode)
    const expected = {
      'fund-loan': ['approval-form', 'identity-card'],
      'bank-loan-first': [
        'approval-form',
        'identity-card',
        'purchase-contract',
        'loan-contract',
        'repayment-passbook',
      ],
      'bank-loan-later': ['approval-form', 'identity-card', 'repayment-passbook', 'previous-form-sheet'],
    }[checklist.situation.key]
    t.same(codes, [
      ...(expected ?? []),
      ...(answers.byAgent === true ? ['mandate', 'agent-identity-card'] : []),
    ])
  }
  const asked = (answers: object) => {
    const checklist = resolveChecklist(leshanHousingFund, 'natural', answers as Record<string, unknown>)
    return checklist.kind === 'questions' ? checklist.questions.map((question) => question.key) : []
  }
  t.same(asked({}), ['lender', 'byAgent'])
  t.same(asked({ lender: 'bank', byAgent: false }), ['withdrawal'], 'asked only for a bank loan')
  t.same(asked({ lender: 'fund', byAgent: false }), [])
  t.match(checkAnswers(leshanHousingFund, { lender: 'uncle', colour: 1 }), [
    { code: 'ANSWER_UNKNOWN' },
    { code: 'QUESTION_UNKNOWN' },
  ])
})

t.test('Leshan: the limits on the amount answer in their own words', async (t) => {
  const money = (amount: number) => ({ amount, currency: 'CNY' })
  const form = {
    loanYear: 2023,
    amountRequested: money(100),
    repaidThisYear: money(100),
    withdrawnBefore: money(0),
    repaidTotal: money(100),
  }
  const check = (changes: object) =>
    checkForm(leshanHousingFund, { form: { ...form, ...changes }, answers: {}, today: '2026-03-02' })
  t.same(check({}), [])
  t.match(check({ loanYear: 2026 }), [
    { pointer: '/form/loanYear', message: { zh: '从贷款次年起才可以提取' } },
  ])
  t.match(check({ repaidThisYear: money(99) }), [
    { pointer: '/form/amountRequested', message: { zh: '提取金额不大于当年的还款额' } },
  ])
  t.match(check({ withdrawnBefore: money(1) }), [
    { message: { zh: '累计提取总额不得大于实际的还款本息总额' } },
  ])
  t.match(check({ amountRequested: { amount: 1.5, currency: 'CNY' } }), [
    { pointer: '/form/amountRequested/amount', code: 'FORM_TYPE' },
  ])
  t.match(check({ colour: 'red' }), [{ pointer: '/form/colour' }])
})

t.test('search: characters, initials, codes; nothing strange in odd input', async (t) => {
  const tokens = new Set(searchTokens(leshanHousingFund))
  for (const token of ['公积', '积金', '贷', '~zfgjj', '~gjj', leshanHousingFund.itemCode.toLowerCase()])
    t.ok(tokens.has(token), token)
  t.same(readQuery('公积金')?.all, ['公积', '积金'])
  t.same(readQuery(' zfgjj ')?.all, ['?zfgjj'])
  for (const nothing of ['', '   ', '%', '_', '😀', '%_%']) t.equal(readQuery(nothing), undefined, nothing)
  t.ok((readQuery('公'.repeat(10_000))?.all.length ?? 0) <= 100)
})

t.test('the guide has the eight disclosures in their order', async (t) => {
  for (const item of SAMPLE_ITEMS) {
    const blocks = guideBlocks(item, 'zh')
    t.same(
      blocks.map((block) => block.key),
      ['name', 'legalBasis', 'conditions', 'materials', 'procedure', 'limit', 'fees', 'windowAuthority'],
    )
    t.ok(
      blocks.every((block) => block.lines.length > 0),
      item.name,
    )
  }
  const wicked = { ...leshanHousingFund, name: '<script>alert(1)</script>' }
  t.notMatch(guidePage(wicked, 'zh'), '<script>')
})
