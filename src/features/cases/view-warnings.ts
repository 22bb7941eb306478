import { MASKED } from '../../shared/masks.js'
import { type Language, say, type Text } from '../../shared/text.js'
import type { Warning } from './case.js'
import type { Sight } from './case-sight.js'
import { compact } from './compact.js'

/** What a warning says, and how it is settled. */
export const warningWords = (code: string): Text => WARNINGS[code] ?? { zh: code, en: code }

/** Warnings in words; what tells of other applications, who overrode them and why are for staff. */
export const viewWarnings = (warnings: readonly Warning[], { staff, words }: Sight, language: Language) =>
  warnings
    .filter(({ code }) => staff || !OF_HISTORY.has(code))
    .map((warning) =>
      compact({
        code: warning.code,
        pointer: warning.pointer,
        ...(staff ? overriding(warning, words) : {}),
        message: say(warningWords(warning.code), language),
      }),
    )

const overriding = ({ overriddenBy, reason, proof }: Warning, words: boolean) => ({
  overriddenBy,
  reason: words || reason === undefined ? reason : MASKED,
  proof: words || proof === undefined ? proof : { ...proof, number: MASKED },
})

/** What tells of other applications of a person is for staff: who applies is not always who is named. */
const OF_HISTORY: ReadonlySet<string> = new Set<Warning['code']>([
  'OPEN_APPLICATION',
  'EXTERNAL_NO_TAKEN',
  'GRANTED_THIS_YEAR',
  'GRANTED_BEFORE_DIFFERS',
  'BARRED_AFTER_FALSE_STATEMENT',
  'COMMITMENT_BARRED',
  'ALREADY_MARRIED',
  'PRECEDING_CASE_REQUIRED',
  'PRECEDING_TOO_EARLY',
  'PRECEDING_TOO_LATE',
  'REGISTER_DIFFERS',
])

const WARNINGS: Record<Warning['code'], Text> = {
  REGISTER_UNAVAILABLE: {
    en: 'The shared register gave no answer; the paper may be brought, or it is asked again',
    zh: '共享数据源暂时无法核验，可以提交纸质或者电子材料，也可以稍后再次核验',
  },
  REGISTER_DIFFERS: {
    en: 'The shared register knows this number under another name or number; look at the document',
    zh: '共享数据与申请人填写的姓名（名称）或者证件号码不一致，请核对证件',
  },
  REGISTER_EXPIRED: {
    en: 'What the shared register has of it is no longer valid',
    zh: '共享数据显示该证照已过有效期',
  },
  GRANTED_THIS_YEAR: {
    en: 'This was granted to the same person this year as often as the item allows',
    zh: '同一申请人本年度办理次数已达该事项上限，请核实',
  },
  BARRED_AFTER_FALSE_STATEMENT: {
    en: 'An application of this person was refused for a false statement less than a year ago (Art. 78)',
    zh: '该申请人一年内曾因隐瞒有关情况或者提供虚假材料未获受理（行政许可法第七十八条），请核实',
  },
  COMMITMENT_BARRED: {
    en: 'An earlier promise of this person was broken and is not repaired: the material itself is to be brought',
    zh: '该申请人此前作出的承诺经核查不实，信用修复前不适用告知承诺，须提交材料本身',
  },
  GRANTED_BEFORE_DIFFERS: {
    en: 'The applicant states less than what this system has granted before',
    zh: '申请人填写的已办理金额少于本系统此前已办理的合计金额，请核实',
  },
  ALREADY_MARRIED: {
    en: 'Married by what this system has registered; staff saw a paper by which that marriage ended',
    zh: '本系统登记显示已有配偶；工作人员已查验原婚姻关系终止的凭证',
  },
  PRECEDING_CASE_REQUIRED: {
    en: 'This system has no earlier application of the same people; staff saw the receipt of one',
    zh: '本系统没有此前的申请记录；工作人员已查验申请受理回执单',
  },
  OPEN_APPLICATION: {
    en: 'The same person has an application for this item under way',
    zh: '同一申请人已有该事项的在办申请，请核实是否重复',
  },
  EXTERNAL_NO_TAKEN: {
    en: 'Another case of this item bears the same number of the other system: see whether it is the same application',
    zh: '已有办件使用同一外部系统编号，请核实是否同一申请',
  },
  PARTY_DIFFERS: {
    en: 'The form names somebody else than the party; look at the documents, then override with a reason',
    zh: '表单填写的姓名与当事人不一致，请核对证件后说明理由确认',
  },
  ATTENDANT_UNNAMED: {
    en: 'Nobody is named who came to the window for this legal entity, with proof; override with a reason where nobody came',
    zh: '未登记到窗口办理的经办人或者法定代表人及其身份核验；无人到场（如邮寄）的，请说明理由确认',
  },
  IDENTITY_UNPROVEN: {
    en: 'Handed in at a kiosk without a device’s proof of who stood there; look at the documents, then override with a reason',
    zh: '自助终端提交时没有设备核验身份，请查看证件后说明理由确认',
  },
  AGE_UNKNOWN: {
    en: 'The number of this document tells no date of birth; look at the document, then override with a reason',
    zh: '该证件号码不含出生日期，无法核对年龄，请查看证件后说明理由确认',
  },
  CREDIT_CODE_CHECK: {
    en: 'The check character of this credit code does not fit; look at the licence, then override with a reason',
    zh: '统一社会信用代码校验码不符，请核对证照原件后说明理由确认',
  },
}
