import type { BundleDocument } from '../../features/bundles/bundle-document.js'
import { makeImplementationCode } from '../../shared/codes/item-code.js'
import {
  COUNTY_APPROVAL,
  COUNTY_FIRE,
  COUNTY_MARKET,
  FOOD_LICENCE_ITEM_CODE,
  SAMPLE_BUNDLE_CODE,
} from '../../shared/sample-codes.js'

const TRADER = makeImplementationCode(COUNTY_APPROVAL, 4, '510181001000')
const FOOD = FOOD_LICENCE_ITEM_CODE
const FIRE = makeImplementationCode(COUNTY_FIRE, 4, '510195001000')

const line = (title: string, maxLength: number, example: string) => ({
  type: 'string',
  title,
  minLength: 1,
  maxLength,
  examples: [example],
})
const to = (itemCode: string, field: string) => ({ itemCode, pointer: `/form/${field}` })
const map = (from: string, ...targets: ReturnType<typeof to>[]) =>
  targets.map((target) => ({ from: `/form/${from}`, to: target }))

const is = (key: string, value: unknown) => ({ '==': [{ var: `answers.${key}` }, value] })

/** 开办餐饮店一件事: registration, food-business licence and fire-safety inspection, asked and filled in once. */
export const openRestaurant: BundleDocument = {
  bundleCode: SAMPLE_BUNDLE_CODE,
  organisationCode: COUNTY_MARKET,
  name: '开办餐饮店一件事',
  nameEn: 'Opening a restaurant',
  description:
    '个体经营者开办餐饮店，一次告知、一表申请、一套材料：营业执照、食品经营许可，面积较大的另办消防安全检查。',
  descriptionEn:
    'A person opens a restaurant with one form and one set of papers: registration, food-business licence and, for larger places, the fire-safety inspection.',
  themes: ['060', '070'],
  audiences: ['1'],
  questions: [
    {
      key: 'registered',
      title: '您已经有营业执照了吗？',
      titleEn: 'Do you have a business licence already?',
    },
    {
      key: 'publicPlace',
      title: '营业面积在300平方米以上，或者属于公众聚集场所吗？',
      titleEn: 'Has the place 300 m² or more, or is it a place of public assembly?',
    },
    {
      key: 'promise',
      title: '消防安全检查采用告知承诺方式吗？',
      titleEn: 'Do you promise that the fire safety is in order?',
      when: is('publicPlace', true),
    },
    { key: 'byAgent', title: '是否由他人代办？', titleEn: 'Does somebody act for you?' },
  ],
  members: [
    {
      itemCode: TRADER,
      when: is('registered', false),
      answers: [
        { question: 'matter', value: 'new' },
        { question: 'byAgent', from: 'byAgent' },
      ],
    },
    { itemCode: FOOD, answers: [] },
    {
      itemCode: FIRE,
      when: is('publicPlace', true),
      answers: [
        { question: 'promise', from: 'promise' },
        { question: 'byAgent', from: 'byAgent' },
      ],
    },
  ],
  equivalents: [
    {
      name: '营业执照或者其他主体资格证明',
      nameEn: 'Business licence',
      materials: [
        { itemCode: FOOD, materialCode: 'business-licence' },
        { itemCode: FIRE, materialCode: 'business-licence' },
      ],
    },
  ],
  form: {
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      additionalProperties: false,
      required: [
        'shopName',
        'address',
        'scope',
        'composition',
        'employees',
        'businessKind',
        'foodItems',
        'area',
        'floor',
      ],
      properties: {
        shopName: line('店铺名称', 200, '乐山市市中区示例饭店'),
        address: line('经营场所', 300, '四川省乐山市市中区示例路1号'),
        scope: {
          type: 'array',
          title: '经营范围',
          minItems: 1,
          maxItems: 20,
          items: { type: 'string', minLength: 1, maxLength: 100 },
          examples: [['餐饮服务']],
        },
        composition: {
          type: 'string',
          title: '组成形式',
          oneOf: [
            { const: 'person', title: '个人经营' },
            { const: 'family', title: '家庭经营' },
          ],
          examples: ['person'],
        },
        employees: { type: 'integer', title: '从业人数', minimum: 1, maximum: 100_000, examples: [6] },
        businessKind: {
          type: 'string',
          title: '主体业态',
          enum: ['catering', 'canteen'],
          examples: ['catering'],
        },
        foodItems: {
          type: 'array',
          title: '食品经营项目',
          minItems: 1,
          maxItems: 20,
          items: { type: 'string', minLength: 1, maxLength: 100 },
          examples: [['热食类食品制售']],
        },
        area: {
          type: 'number',
          title: '建筑面积（平方米）',
          minimum: 1,
          maximum: 1_000_000,
          examples: [420],
        },
        floor: line('所在楼层', 100, '一层'),
      },
    },
    mappings: [
      ...map('shopName', to(TRADER, 'tradeName'), to(FOOD, 'businessName'), to(FIRE, 'place')),
      ...map('address', to(TRADER, 'address'), to(FOOD, 'businessAddress')),
      ...map('scope', to(TRADER, 'scope')),
      ...map('composition', to(TRADER, 'composition')),
      ...map('employees', to(TRADER, 'employees'), to(FOOD, 'employees')),
      ...map('businessKind', to(FOOD, 'businessKind')),
      ...map('foodItems', to(FOOD, 'foodItems')),
      ...map('area', to(FIRE, 'area')),
      ...map('floor', to(FIRE, 'floor')),
    ],
    defaults: [{ to: to(FIRE, 'kind'), value: 'restaurant' }],
  },
  promised: { amount: 10, unit: 'workingDay', notes: '各事项并联办理，以最长的为准' },
  consultation: ['窗口电话：0833-2100312'],
  complaints: ['监督电话：12345', '投诉电话：0833-2100315'],
}
