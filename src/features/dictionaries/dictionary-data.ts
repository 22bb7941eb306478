import type { Dictionary, Mapping } from './dictionary.js'
import { LEGAL_THEMES, NATURAL_THEMES } from './theme-data.js'

type Row = readonly [code: string, zh: string, en: string]

/** Targets: what other platforms call a code. Operators add their own province's. */
const NATIONAL = 'GBT39554'
const C0109 = 'C0109'
const OLDER = 'LEGACY'

const dictionary = (
  key: string,
  zh: string,
  en: string,
  rows: readonly Row[],
  mappings: Mapping[] = [],
): Dictionary => ({
  key,
  title: { zh, en },
  entries: rows.map(([code, zh, en]) => ({ code, title: { zh, en } })),
  mappings,
})

/** `code` here is `targetCode` there, both ways. */
const both = (target: string, pairs: Record<string, string>): Mapping[] =>
  Object.entries(pairs).map(([code, targetCode]) => ({ target, code, targetCode, direction: 'both' }))
/** The national numbers of words: the same in the standard and in its predecessor. */
const national = (pairs: Record<string, string>): Mapping[] => [
  ...both(NATIONAL, pairs),
  ...both(C0109, pairs),
]
/** Understood when it comes, never sent: several codes there are one here. */
const understood = (target: string, targetCode: string, code: string): Mapping => ({
  target,
  code,
  targetCode,
  direction: 'in',
})
/** Sent so, but never understood so: several codes here are one there. */
const sent = (target: string, code: string, targetCode: string): Mapping => ({
  target,
  code,
  targetCode,
  direction: 'out',
})
const same = (target: string, ...codes: string[]): Mapping[] =>
  both(target, Object.fromEntries(codes.map((code) => [code, code])))

/**
 * The code lists that every installation begins with (domain rules, §2.1), with the differences between platforms that
 * are known. Where documents hold a word, the national number is the mapping to `GBT39554`.
 */
export const REFERENCE_DICTIONARIES: readonly Dictionary[] = [
  dictionary('itemType', '事项类型', 'type of item', [
    ['00', '行政权力', 'administrative power'],
    ['01', '行政许可', 'administrative licence'],
    ['02', '行政处罚', 'administrative penalty'],
    ['03', '行政强制', 'administrative coercion'],
    ['04', '行政征收', 'administrative levy'],
    ['05', '行政给付', 'benefit'],
    ['06', '行政检查', 'administrative inspection'],
    ['07', '行政确认', 'confirmation'],
    ['08', '行政奖励', 'award'],
    ['09', '行政裁决', 'ruling'],
    ['10', '其他行政权力', 'other administrative power'],
    ['20', '公共服务', 'public service'],
  ]),
  dictionary(
    'level',
    '行使层级',
    'level',
    [
      ['1', '国家级', 'nation'],
      ['2', '省级', 'province'],
      ['3', '市级', 'city'],
      ['4', '县级', 'county'],
      ['5', '镇（乡、街道）级', 'town'],
      ['6', '村（社区）级', 'village'],
      ['7', '分级管理', 'shared between levels'],
    ],
    [...same(OLDER, '1', '2', '3', '4', '5'), ...both(OLDER, { '7': '6' })],
  ),
  dictionary('organNature', '实施主体性质', 'nature of the organ', [
    ['1', '法定机关', 'organ by law'],
    ['2', '授权组织', 'authorised organisation'],
    ['3', '受委托组织', 'entrusted organisation'],
    ['9', '其他', 'other'],
  ]),
  dictionary(
    'audience',
    '服务对象',
    'audience',
    [
      ['1', '自然人', 'natural persons'],
      ['2', '企业法人', 'enterprises'],
      ['3', '事业法人', 'public institutions'],
      ['4', '社会组织法人', 'social organisations'],
      ['5', '行政机关', 'administrative organs'],
      ['6', '其他组织', 'other organisations'],
    ],
    [
      ...same(C0109, '1', '2', '3', '4'),
      ...both(C0109, { '5': '6', '6': '9' }),
      // 非法人企业 is no code of its own here.
      understood(C0109, '5', '6'),
    ],
  ),
  dictionary(
    'handling',
    '办件类型',
    'handling',
    [
      ['onTheSpot', '即办件', 'on the spot'],
      ['promised', '承诺件', 'within a promised limit'],
    ],
    [
      ...national({ onTheSpot: '1', promised: '2' }),
      understood(NATIONAL, '9', 'promised'),
      understood(C0109, '9', 'promised'),
      ...both(OLDER, { onTheSpot: '2', promised: '1' }),
    ],
  ),
  dictionary(
    'handlingForm',
    '办理形式',
    'form of handling',
    [
      ['1', '窗口办理', 'at a window'],
      ['2', '电脑端网上办理', 'online at a computer'],
      ['3', '移动端网上申请', 'online by mobile'],
      ['4', '快递申请', 'by courier'],
      ['9', '其他', 'other'],
    ],
    [...both(C0109, { '1': '1', '2': '2', '4': '3' }), sent(C0109, '3', '2')],
  ),
  dictionary('scope', '通办范围', 'scope', [
    ['1', '全国', 'nationwide'],
    ['2', '跨省（全省）', 'across the province'],
    ['3', '跨市（全市）', 'across the city'],
    ['4', '跨县（全县）', 'across the county'],
    ['5', '全镇（乡、街道）', 'across the town'],
    ['6', '跨村（社区）', 'across villages'],
  ]),
  dictionary(
    'limitUnit',
    '时限单位',
    'unit of a limit',
    [
      ['workingDay', '工作日', 'working days'],
      ['day', '自然日', 'calendar days'],
      ['month', '月', 'months'],
      ['year', '年', 'years'],
    ],
    national({ workingDay: '1', day: '2', month: '3', year: '4' }),
  ),
  dictionary(
    'itemState',
    '事项状态',
    'state of an item',
    [
      ['IN_USE', '在用', 'in use'],
      ['SUSPENDED', '暂停', 'suspended'],
      ['RETIRED', '取消', 'retired'],
      ['DRAFT', '草稿', 'draft'],
    ],
    national({ IN_USE: '1', SUSPENDED: '2', RETIRED: '3' }),
  ),
  dictionary('powerSource', '权力来源', 'source of the power', [
    ['1', '法定本级行使', 'own by law'],
    ['2', '上级下放', 'handed down from above'],
    ['3', '上级授权', 'authorised from above'],
    ['4', '同级授权', 'authorised on the same level'],
    ['5', '上级委托', 'entrusted from above'],
    ['6', '同级委托', 'entrusted on the same level'],
  ]),
  dictionary(
    'resultType',
    '结果类型',
    'type of result',
    [
      ['certificate', '证照', 'certificate'],
      ['approval', '批文', 'written approval'],
      ['other', '其他', 'other'],
    ],
    [
      ...national({ certificate: '10', approval: '20', other: '99' }),
      ...both(OLDER, { certificate: '1', approval: '2', other: '3' }),
      // 无
      understood(OLDER, '4', 'other'),
    ],
  ),
  // The column material_type means the originality on some platforms and the category on others: two dictionaries.
  dictionary(
    'materialOriginality',
    '材料原件要求',
    'originality of a material',
    [
      ['original', '原件', 'original'],
      ['copy', '复印件', 'copy'],
      ['originalAndCopy', '原件和复印件', 'original and copy'],
    ],
    national({ original: '1', copy: '2', originalAndCopy: '3' }),
  ),
  dictionary(
    'materialCategory',
    '材料类别',
    'category of a material',
    [
      ['certificate', '证件证书证明', 'certificate'],
      ['form', '申请表格文书', 'form'],
      ['other', '其他', 'other'],
    ],
    national({ certificate: '1', form: '2', other: '3' }),
  ),
  dictionary(
    'materialFormat',
    '材料形式',
    'format of a material',
    [
      ['paper', '纸质', 'paper'],
      ['electronic', '电子化', 'electronic'],
      ['paperOrElectronic', '纸质或电子化', 'paper or electronic'],
    ],
    national({ paper: '1', electronic: '2', paperOrElectronic: '3' }),
  ),
  dictionary(
    'materialNecessity',
    '材料必要性',
    'necessity of a material',
    [
      ['required', '必要', 'required'],
      ['optional', '非必要', 'optional'],
      ['deferrable', '容缺后补', 'may follow later'],
    ],
    national({ required: '1', optional: '2', deferrable: '3' }),
  ),
  dictionary(
    'materialSource',
    '材料来源渠道',
    'source of a material',
    [
      ['applicant', '申请人自备', 'the applicant'],
      ['government', '政府部门核发', 'government'],
      ['intermediary', '中介机构出具', 'an intermediary'],
      ['other', '其他', 'other'],
    ],
    national({ applicant: '10', government: '20', intermediary: '30', other: '99' }),
  ),
  dictionary('onlineDepth', '网上办理深度', 'depth of online handling', [
    ['1', '互联网咨询', 'questions online'],
    ['2', '收件', 'received online'],
    ['3', '预审', 'pre-reviewed online'],
    ['4', '受理', 'accepted online'],
    ['5', '办理（决定）', 'decided online'],
    ['6', '结果反馈', 'result given online'],
    ['9', '其他', 'other'],
  ]),
  dictionary('contactWay', '受理、咨询、投诉方式', 'way of contact', [
    ['1', '窗口', 'window'],
    ['2', '网络', 'online'],
    ['3', '电话', 'telephone'],
    ['4', '信件', 'letter'],
    ['5', '邮件', 'e-mail'],
  ]),
  dictionary(
    'specialProcedure',
    '特别程序种类',
    'kind of special procedure',
    [
      ['hearing', '听证', 'hearing'],
      ['tender', '招标', 'tender'],
      ['auction', '拍卖', 'auction'],
      ['inspection', '检验', 'inspection'],
      ['testing', '检测', 'testing'],
      ['quarantine', '检疫', 'quarantine'],
      ['appraisal', '鉴定', 'appraisal'],
      ['expertReview', '专家评审', 'expert review'],
      ['siteVisit', '现场踏勘', 'site visit'],
      ['publicNotice', '公示', 'public notice'],
      ['extension', '延长审批', 'extension'],
    ],
    [
      ...national({ extension: '1' }),
      ...[
        'hearing',
        'tender',
        'auction',
        'inspection',
        'testing',
        'quarantine',
        'appraisal',
        'expertReview',
        'siteVisit',
        'publicNotice',
      ].flatMap((kind) => [sent(NATIONAL, kind, '2'), sent(C0109, kind, '2')]),
    ],
  ),
  dictionary(
    'satisfaction',
    '满意度',
    'satisfaction',
    [
      ['1', '非常满意', 'very satisfied'],
      ['2', '满意', 'satisfied'],
      ['3', '基本满意', 'fairly satisfied'],
      ['4', '不满意', 'dissatisfied'],
      ['5', '非常不满意', 'very dissatisfied'],
    ],
    both('STARS', { '1': '5', '2': '4', '3': '3', '4': '2', '5': '1' }),
  ),
  dictionary(
    'lawType',
    '设定依据类型',
    'type of legal basis',
    [
      ['law', '法律', 'law'],
      ['administrativeRegulation', '行政法规（国务院文件）', 'administrative regulation'],
      ['departmentRule', '部门规章', 'departmental rule'],
      ['localRegulation', '地方性法规', 'local regulation'],
      ['localRule', '地方政府规章', 'local rule'],
      ['normativeDocument', '规范性文件', 'normative document'],
      ['other', '其他', 'other'],
    ],
    national({
      law: '1',
      administrativeRegulation: '2',
      departmentRule: '3',
      localRegulation: '4',
      localRule: '5',
      normativeDocument: '6',
      other: '9',
    }),
  ),
  dictionary(
    'idType',
    '证件类型',
    'type of identity document',
    [
      ['111', '居民身份证', 'identity card'],
      ['112', '临时居民身份证', 'temporary identity card'],
      ['113', '户口簿', 'household register'],
      ['114', '军官证', 'officer’s card'],
      ['414', '普通护照', 'passport'],
      ['511', '台湾居民来往大陆通行证', 'travel permit of Taiwan residents'],
      ['516', '港澳居民来往内地通行证', 'travel permit of Hong Kong and Macao residents'],
      ['553', '外国人永久居留身份证', 'permanent residence card of foreigners'],
      ['USCC', '统一社会信用代码', 'unified social credit code'],
    ],
    both(OLDER, { '111': '31', '414': '33', USCC: '51' }),
  ),
  dictionary('naturalTheme', '自然人主题分类', 'theme for natural persons', NATURAL_THEMES),
  dictionary('legalTheme', '法人主题分类', 'theme for legal entities', LEGAL_THEMES),
]
