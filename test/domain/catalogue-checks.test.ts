import t from 'tap'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { foodBusinessLicence } from '../../src/sample/items/food-business-licence.js'
import { checkItem } from '../helpers/checks.js'

const rule = (pointer: string): ItemDocument['rules'][number] => ({
  key: 'staff',
  must: { '>': [{ var: 'form.employees' }, 0] },
  pointer,
  message: { zh: '人数应大于零', en: 'Somebody must work there' },
})

t.test('a broken item is caught by the rule that it breaks', async (t) => {
  const breaks: Record<string, (item: ItemDocument) => void> = {
    RULE_POINTER: (item) => {
      item.rules.push(rule('/form/nowhere'))
    },
    KEY_TWICE: (item) => {
      item.rules.push(rule('/form/employees'), rule('/form/employees'))
    },
    MALFORMED: (item) => {
      item.rules.push({ ...rule('/form/employees'), must: { and: [], or: [] } })
    },
    TOO_LARGE: (item) => {
      item.rules.push({ ...rule('/form/employees'), must: { and: Array(1000).fill(true) } })
    },
    TOO_MANY_COMBINATIONS: (item) => {
      item.questions = Array.from({ length: 13 }, (_, index) => ({ key: `q${index}`, title: '问题' }))
    },
    CODE_BASIC: (item) => {
      item.basicCode = '510102009000'
    },
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
      checkItem(item).some((finding) => finding.rule === rule && finding.severity === 'error'),
      rule,
    )
  }
})

t.test('what is doubtful is a warning and does not forbid publication', async (t) => {
  const breaks: Record<string, (item: ItemDocument) => void> = {
    MATERIAL_BASIS: (item) => {
      delete item.materials[0]?.legalBasis
    },
    SAME_PHONE: (item) => {
      item.complaints = item.consultation
    },
    FORM_EXAMPLE: (item) => {
      item.form.schema = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } }
    },
  }
  t.same(checkItem(foodBusinessLicence), [])
  for (const [name, breakIt] of Object.entries(breaks)) {
    const item = structuredClone(foodBusinessLicence)
    breakIt(item)
    t.match(checkItem(item), [{ rule: name, severity: 'warning' }], name)
  }
})

t.test('a form schema that would check nothing is refused', async (t) => {
  for (const schema of [
    { type: 'nothing' },
    { $async: true, type: 'object' },
    { type: 'object', properties: { since: { type: 'string', format: 'datum' } } },
    { type: 'object', requierd: ['name'] },
    { $schema: 'https://example.org/unknown', type: 'object' },
  ]) {
    const item = structuredClone(foodBusinessLicence)
    item.form.schema = schema
    t.match(checkItem(item), [{ rule: 'FORM_SCHEMA', severity: 'error' }], JSON.stringify(schema))
  }
})

t.test('a fault that shows in thousands of combinations is told a few times', async (t) => {
  const item = structuredClone(foodBusinessLicence)
  item.questions = Array.from({ length: 10 }, (_, index) => ({ key: `q${index}`, title: '问题' }))
  item.situations = [{ key: 'one', title: '一', when: { '==': [{ var: 'answers.q0' }, true] } }]
  const findings = checkItem(item)
  t.equal(findings.length, 20)
  t.ok(findings.every((finding) => finding.rule === 'NO_SITUATION'))
})
