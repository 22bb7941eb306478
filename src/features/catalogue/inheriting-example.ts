import { OTHER_COUNTY_MARKET } from '../../shared/sample-codes.js'

/** Another county's food-business licence as the contract shows it: what the basic directory gives is left out. */
export const INHERITING_EXAMPLE = {
  itemCode: `${OTHER_COUNTY_MARKET}4510102001000`,
  basicCode: '510102001000',
  organisationCode: OTHER_COUNTY_MARKET,
  organNature: '1',
  powerSource: '1',
  synonyms: ['食品经营许可证', '餐饮许可', '食品销售许可', '开饭店'],
  level: 4,
  handling: 'promised',
  handlingForms: ['1', '2', '3', '4'],
  themes: { natural: ['070'], legal: ['020'] },
  scope: '4',
  questions: [],
  situations: [{ key: 'new-licence', title: '新办', titleEn: 'new licence', when: true }],
  limits: { promised: { amount: 10, unit: 'workingDay', notes: '需要现场核查的，所需时间另行书面告知' } },
  windowAuthority: '市场监管窗口受理；由区市场监督管理局审查、决定。',
  windows: [
    {
      windowId: '0195a7c2-6c00-7000-8000-000000000108',
      name: '市场监管窗口',
      address: '四川省乐山市市中区示例镇示例路1号 示例镇便民服务中心',
      hours: '工作日 9:00—12:00，13:30—17:00',
      telephone: '0833-2100308',
      authority: 'accepts',
    },
  ],
  visits: 0,
  online: true,
  services: {
    onlineDepth: '6',
    appointment: true,
    express: true,
    selfService: false,
    inCentre: true,
    singleSignOn: true,
  },
  consultation: ['窗口电话：0833-2100312'],
  complaints: ['监督电话：12345', '投诉电话：0833-2100315'],
  specialProcedures: [
    { kind: 'inspection', days: 10, basis: '《中华人民共和国行政许可法》第四十五条（对样品进行检验）' },
  ],
  faqs: [
    { question: '食品经营许可证有效期多长？', answer: '食品经营许可证有效期为五年。' },
    {
      question: '只卖预包装食品要办许可吗？',
      answer: '仅销售预包装食品的，不需要取得许可，应当报所在地市场监督管理部门备案。',
    },
  ],
  workflow: 'two-step',
  form: {
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      additionalProperties: false,
      required: ['businessName', 'businessAddress', 'businessKind', 'foodItems'],
      properties: {
        businessName: {
          type: 'string',
          title: '经营者名称',
          minLength: 1,
          maxLength: 200,
          examples: ['乐山市市中区示例饭店'],
        },
        businessAddress: {
          type: 'string',
          title: '经营场所',
          minLength: 1,
          maxLength: 300,
          examples: ['四川省乐山市市中区示例路1号'],
        },
        businessKind: {
          type: 'string',
          title: '主体业态',
          enum: ['foodSales', 'catering', 'canteen'],
          examples: ['catering'],
        },
        foodItems: {
          type: 'array',
          title: '经营项目',
          minItems: 1,
          maxItems: 20,
          items: { type: 'string', minLength: 1, maxLength: 100 },
          examples: [['热食类食品制售']],
        },
        employees: { type: 'integer', title: '从业人数', minimum: 1, maximum: 100000, examples: [12] },
      },
    },
  },
  rules: [],
  remarks: '编码为示例。',
}
