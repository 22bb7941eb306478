import t from 'tap'
import { schemaFault } from '../../src/features/catalogue/questions/form-schema.js'
import {
  maskForm,
  personalFields,
  sensitiveFields,
} from '../../src/features/catalogue/questions/personal-fields.js'
import { isImpersonalNumber, maskText } from '../../src/shared/masks.js'

const text = { type: 'string' }
const plain = { ...text, 'x-personal': 'plain' }
const sensitive = { ...text, 'x-personal': 'sensitive' }

t.test('a text is masked by what it looks like, or not shown', async (t) => {
  const expected = {
    '11010519491231002X': '110105********002X',
    '13800001234': '138****1234',
    '010-12345621': '010-******21',
    '6222021234567890': '************7890',
    四川省乐山市市中区示例镇示例一村: '四川省乐山市市中区****',
    李小敏: '李*敏',
    张三: '张*',
    Zhang: '***',
    主要劳动力因病失去劳动能力: '***',
    '2020-06-01': '***',
    '': '***',
  }
  for (const [value, masked] of Object.entries(expected)) t.equal(maskText(value), masked)
})

t.test('marks count wherever they stand in a schema', async (t) => {
  const schema = {
    type: 'object',
    properties: {
      open: text,
      name: plain,
      illness: { ...sensitive, oneOf: [{ const: 'a' }] },
      income: { type: 'object', 'x-personal': 'sensitive', properties: { amount: { type: 'integer' } } },
      household: {
        type: 'array',
        items: { type: 'object', properties: { name: plain, school: text, born: sensitive } },
      },
      names: { type: 'array', items: plain },
      pair: { type: 'array', prefixItems: [text, sensitive] },
      either: { anyOf: [{ properties: { x: sensitive } }, { properties: { x: text } }] },
      default: { type: 'object', additionalProperties: plain },
      later: text,
    },
    if: { properties: { open: { const: 'yes' } } },
    then: { properties: { later: sensitive } },
  }
  const form = {
    open: 'yes',
    name: '李小敏',
    illness: 'a',
    income: { amount: 1 },
    household: [{ name: '王小明', school: '示例小学', born: '2020-01-01' }],
    names: ['王小明', 5],
    pair: ['x', 'y', 'z'],
    either: { x: 'x', y: 'y' },
    default: { whatever: '13800001234' },
    later: 'x',
  }
  t.same(maskForm(schema, form), {
    open: 'yes',
    name: '李*敏',
    illness: '***',
    income: '***',
    household: [{ name: '王*明', school: '示例小学', born: '***' }],
    names: ['王*明', '***'],
    pair: ['x', '***', 'z'],
    either: { x: '***', y: 'y' },
    default: { whatever: '138****1234' },
    later: '***',
  })
  t.same([...sensitiveFields(schema)], ['illness', 'income', 'household', 'pair', 'either', 'later'])
  t.same(
    [...personalFields(schema)],
    ['name', 'illness', 'income', 'household', 'names', 'pair', 'either', 'default', 'later'],
  )
  t.equal(schemaFault(schema), undefined)
})

t.test('a mark that is mistyped is found, a field of that name is none', async (t) => {
  const of = (field: object) => schemaFault({ type: 'object', properties: { field } })?.pointer
  t.equal(of({ 'x-personal': 'secret' }), '/properties/field/x-personal')
  t.equal(of({ 'x-Personal': 'plain' }), '/properties/field/x-Personal')
  t.equal(of({ 'x-personal': true }), '/properties/field/x-personal')
  t.equal(of({ 'x-personal': 'plain' }), undefined)
  t.equal(schemaFault({ type: 'object', properties: { 'x-personal': text } }), undefined)
})

t.test('numbers of other systems leave the house when they cannot be a person', async (t) => {
  for (const number of ['A-2026-000123', '511102260302200001F', '5111022603021000019', 'JB-2026-0001', 'x'])
    t.equal(isImpersonalNumber(number), true, number)
  for (const number of [
    '13800001234',
    '11010519491231002X',
    'id:11010519491231002x',
    '110105491231002',
    '李小敏',
    '张 13800001234',
  ])
    t.equal(isImpersonalNumber(number), false, number)
})
