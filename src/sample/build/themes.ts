/** Themes for natural persons (自然人主题分类) that sample items use. */
export const NATURAL_THEMES = {
  生育收养: '010',
  户籍办理: '020',
  教育科研: '040',
  就业创业: '050',
  设立变更: '060',
  准营准办: '070',
  职业资格: '080',
  婚姻登记: '090',
  优待抚恤: '100',
  规划建设: '110',
  住房保障: '120',
  社会保障: '130',
  证件办理: '140',
  交通出行: '150',
  出境入境: '170',
  公共安全: '190',
  司法公证: '200',
  环保绿化: '220',
  公用事业: '240',
  医疗卫生: '250',
  离职退休: '260',
  其他: '280',
} as const

/** Themes for legal entities (法人主题分类) that sample items use. */
export const LEGAL_THEMES = {
  设立变更: '010',
  准营准办: '020',
  人力资源: '060',
  社会保障: '070',
  投资审批: '080',
  抵押质押: '100',
  商务贸易: '110',
  农林牧渔: '150',
  国土和规划建设: '160',
  交通运输: '170',
  环保绿化: '180',
  水务气象: '200',
  医疗卫生: '210',
  质量技术: '250',
  安全生产: '270',
  公安消防: '280',
  司法公证: '290',
  公用事业: '300',
  文体教育: '330',
  其他: '340',
} as const

export type NaturalTheme = keyof typeof NATURAL_THEMES
export type LegalTheme = keyof typeof LEGAL_THEMES
