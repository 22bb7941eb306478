import type { BundleDocument } from './bundle-document.js'

/** A bundle as the contract shows it (示例一件事). */
export const BUNDLE_EXAMPLE: BundleDocument = {
  bundleCode: 'open-restaurant',
  organisationCode: '11511102MB0YCH003K',
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
      when: { '==': [{ var: 'answers.publicPlace' }, true] },
    },
    { key: 'byAgent', title: '是否由他人代办？', titleEn: 'Does somebody act for you?' },
  ],
  members: [
    {
      itemCode: '11511102MB0YCH012H4510181001000',
      when: { '==': [{ var: 'answers.registered' }, false] },
      answers: [
        { question: 'matter', value: 'new' },
        { question: 'byAgent', from: 'byAgent' },
      ],
    },
    { itemCode: '11511102MB0YCH003K4510102001000', answers: [] },
    {
      itemCode: '11511102MB0YCH02854510195001000',
      when: { '==': [{ var: 'answers.publicPlace' }, true] },
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
        { itemCode: '11511102MB0YCH003K4510102001000', materialCode: 'business-licence' },
        { itemCode: '11511102MB0YCH02854510195001000', materialCode: 'business-licence' },
      ],
    },
  ],
  results: [
    {
      itemCode: '11511102MB0YCH012H4510181001000',
      materials: [
        { itemCode: '11511102MB0YCH003K4510102001000', materialCode: 'business-licence' },
        { itemCode: '11511102MB0YCH02854510195001000', materialCode: 'business-licence' },
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
        shopName: {
          type: 'string',
          title: '店铺名称',
          minLength: 1,
          maxLength: 200,
          examples: ['乐山市市中区示例饭店'],
        },
        address: {
          type: 'string',
          title: '经营场所',
          minLength: 1,
          maxLength: 300,
          examples: ['四川省乐山市市中区示例路1号'],
        },
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
        employees: { type: 'integer', title: '从业人数', minimum: 1, maximum: 100000, examples: [6] },
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
        area: { type: 'number', title: '建筑面积（平方米）', minimum: 1, maximum: 1000000, examples: [420] },
        floor: { type: 'string', title: '所在楼层', minLength: 1, maxLength: 100, examples: ['一层'] },
      },
    },
    mappings: [
      {
        from: '/form/shopName',
        to: { itemCode: '11511102MB0YCH012H4510181001000', pointer: '/form/tradeName' },
      },
      {
        from: '/form/shopName',
        to: { itemCode: '11511102MB0YCH003K4510102001000', pointer: '/form/businessName' },
      },
      { from: '/form/shopName', to: { itemCode: '11511102MB0YCH02854510195001000', pointer: '/form/place' } },
      {
        from: '/form/address',
        to: { itemCode: '11511102MB0YCH012H4510181001000', pointer: '/form/address' },
      },
      {
        from: '/form/address',
        to: { itemCode: '11511102MB0YCH003K4510102001000', pointer: '/form/businessAddress' },
      },
      { from: '/form/scope', to: { itemCode: '11511102MB0YCH012H4510181001000', pointer: '/form/scope' } },
      {
        from: '/form/composition',
        to: { itemCode: '11511102MB0YCH012H4510181001000', pointer: '/form/composition' },
      },
      {
        from: '/form/employees',
        to: { itemCode: '11511102MB0YCH012H4510181001000', pointer: '/form/employees' },
      },
      {
        from: '/form/employees',
        to: { itemCode: '11511102MB0YCH003K4510102001000', pointer: '/form/employees' },
      },
      {
        from: '/form/businessKind',
        to: { itemCode: '11511102MB0YCH003K4510102001000', pointer: '/form/businessKind' },
      },
      {
        from: '/form/foodItems',
        to: { itemCode: '11511102MB0YCH003K4510102001000', pointer: '/form/foodItems' },
      },
      { from: '/form/area', to: { itemCode: '11511102MB0YCH02854510195001000', pointer: '/form/area' } },
      { from: '/form/floor', to: { itemCode: '11511102MB0YCH02854510195001000', pointer: '/form/floor' } },
    ],
    defaults: [
      { to: { itemCode: '11511102MB0YCH02854510195001000', pointer: '/form/kind' }, value: 'restaurant' },
    ],
  },
  promised: { amount: 10, unit: 'workingDay', notes: '营业执照先行办理，其余事项并联办理，以最长的为准' },
  consultation: ['窗口电话：0833-2100312'],
  complaints: ['监督电话：12345', '投诉电话：0833-2100315'],
}
