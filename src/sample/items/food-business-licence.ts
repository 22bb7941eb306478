import type { ItemDocument } from '../../features/catalogue/item-document.js'
import { COUNTY_MARKET, FOOD_LICENCE_ITEM_CODE } from '../../shared/sample-codes.js'

const BASIS = '《食品经营许可和备案管理办法》'

/** 食品经营许可: a licence with review, decision by a second person, and an inspection as special procedure. */
export const foodBusinessLicence: ItemDocument = {
  itemCode: FOOD_LICENCE_ITEM_CODE,
  basicCode: FOOD_LICENCE_ITEM_CODE.slice(19),
  organisationCode: COUNTY_MARKET,
  name: '食品经营许可',
  nameEn: 'Food-business licence',
  synonyms: ['食品经营许可证', '餐饮许可', '食品销售许可', '开饭店'],
  type: '01',
  level: 4,
  handling: 'promised',
  audiences: ['1', '2', '3', '4', '6'],
  legalBases: [
    { name: '中华人民共和国食品安全法', kind: 'law', article: '第三十五条', text: '国家对食品生产经营实行许可制度。从事食品生产、食品销售、餐饮服务，应当依法取得许可。' },
    { name: '食品经营许可和备案管理办法', kind: 'departmentRule', number: '国家市场监督管理总局令第78号' },
  ],
  conditions: [
    '具有与经营的食品品种、数量相适应的食品原料处理和食品加工、销售、贮存等场所，保持环境整洁，并与有毒、有害场所以及其他污染源保持规定的距离。',
    '具有与经营的食品品种、数量相适应的经营设备或者设施。',
    '有专职或者兼职的食品安全总监、食品安全员等食品安全管理人员和保证食品安全的规章制度。',
    '具有合理的设备布局和工艺流程，防止交叉污染。',
  ],
  questions: [],
  situations: [{ key: 'new-licence', title: '新办', titleEn: 'new licence', when: true }],
  materials: [
    { materialCode: 'application-form', name: '食品经营许可申请书', nameEn: 'Application form', necessity: 'required', originality: 'original', category: 'form', format: 'paperOrElectronic', originals: 1, copies: 0, source: 'applicant', legalBasis: BASIS },
    { materialCode: 'business-licence', name: '营业执照或者其他主体资格证明文件', nameEn: 'Business licence', necessity: 'required', originality: 'copy', category: 'certificate', format: 'paperOrElectronic', originals: 0, copies: 1, source: 'government', legalBasis: BASIS },
    { materialCode: 'layout-plan', name: '与食品经营相适应的主要设备设施布局、操作流程等文件', nameEn: 'Layout of equipment and operations', necessity: 'required', originality: 'original', category: 'other', format: 'paperOrElectronic', originals: 1, copies: 0, source: 'applicant', legalBasis: BASIS },
    { materialCode: 'safety-rules', name: '食品安全自查、从业人员健康管理、进货查验记录等保证食品安全的规章制度目录清单', nameEn: 'List of food-safety rules', necessity: 'deferrable', originality: 'original', category: 'other', format: 'paperOrElectronic', originals: 1, copies: 0, source: 'applicant', legalBasis: BASIS },
  ],
  procedure: [
    { title: '收件受理', role: '窗口受理人员', limit: '5个工作日内', standard: '材料齐全、符合法定形式', result: '受理通知书' },
    { title: '审查', role: '审查人员', limit: '5个工作日', standard: '对申请材料进行审查，需要时现场核查', result: '审查意见' },
    { title: '决定', role: '决定人员', limit: '3个工作日', standard: '符合条件的准予许可', result: '准予（不予）许可决定书' },
    { title: '送达', role: '统一出件窗口', limit: '10个工作日内', standard: '自取、邮寄或者电子送达', result: '食品经营许可证' },
  ],
  fees: { charged: false, items: [] },
  limits: {
    statutory: { amount: 20, unit: 'workingDay', basis: '《中华人民共和国行政许可法》第四十二条' },
    promised: { amount: 10, unit: 'workingDay', notes: '现场核查时间依法不计入期限' },
  },
  windowAuthority: '市场监管窗口受理；由区市场监督管理局审查、决定。',
  visits: 0,
  online: true,
  results: [{ name: '食品经营许可证', type: 'certificate', sample: '食品经营许可证（正本、副本）' }],
  consultation: ['窗口电话：0833-2100312'],
  complaints: ['监督电话：0833-12345', '投诉电话：0833-2100315'],
  specialProcedures: [{ kind: 'siteVisit', days: 10, basis: '《食品经营许可和备案管理办法》（现场核查）；《中华人民共和国行政许可法》第四十五条' }],
  faqs: [{ question: '食品经营许可证有效期多长？', answer: '食品经营许可证有效期为五年。' }],
  workflow: 'two-step',
  form: {
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      additionalProperties: false,
      required: ['businessName', 'businessAddress', 'businessKind', 'foodItems'],
      properties: {
        businessName: { type: 'string', title: '经营者名称', minLength: 1, maxLength: 200, examples: ['乐山市市中区示例饭店'] },
        businessAddress: { type: 'string', title: '经营场所', minLength: 1, maxLength: 300, examples: ['四川省乐山市市中区示例路1号'] },
        businessKind: { type: 'string', title: '主体业态', enum: ['foodSales', 'catering', 'canteen'], examples: ['catering'] },
        foodItems: { type: 'array', title: '经营项目', minItems: 1, maxItems: 20, items: { type: 'string', minLength: 1, maxLength: 100 }, examples: [['热食类食品制售']] },
        employees: { type: 'integer', title: '从业人数', minimum: 1, maximum: 100000, examples: [12] },
      },
    },
  },
  rules: [],
  remarks: '编码为示例。',
}
