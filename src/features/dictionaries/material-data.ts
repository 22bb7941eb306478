import type { Dictionary } from './dictionary.js'
import { dictionary, national } from './dictionary-making.js'

/** What is said of materials (材料). */
export const MATERIAL_DICTIONARIES: readonly Dictionary[] = [
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
]
