import { error, type Rule, warning } from '../../../shared/finding.js'

/** What the record must say: disclosures, materials, contacts, fees, themes, results, the licence. */
export const CONTENT_RULES = {
  DISCLOSURE_EMPTY: error(
    ['八公开内容为空', 'A disclosure is empty'],
    ['补充该项公开内容', 'Fill in this disclosure'],
  ),
  MATERIAL_TWICE: error(
    ['材料编码重复', 'A material code stands twice'],
    ['每份材料使用不同的编码', 'Give each material a code of its own'],
  ),
  MATERIAL_COUNT: error(
    ['原件和复印件份数均为 0', 'Neither an original nor a copy is asked for'],
    ['填写原件或者复印件份数，或者删除该材料', 'Ask for an original or a copy, or leave the material out'],
  ),
  MATERIAL_BASIS: error(
    ['要求提供的材料未注明依据', 'A material is demanded without a basis'],
    [
      '注明要求提供该材料的依据；没有依据的材料不得要求',
      'Name the basis of the material; without one it must not be demanded (行政许可法 Art. 31)',
    ],
  ),
  MATERIAL_CORE_DEFERRABLE: error(
    ['核心（主审）要件不得容缺后补', 'A core material must not be deferrable'],
    ['改为必要，或者取消核心要件标记', 'Make it required, or no core material'],
  ),
  MATERIAL_ORIGINALITY: warning(
    ['原件要求与份数不一致', 'The originality does not fit the numbers of originals and copies'],
    ['按原件、复印件份数改正', 'Correct it after the numbers of originals and copies'],
  ),
  SITUATION_UNKNOWN: error(
    ['没有该情形', 'There is no such situation'],
    ['改用 situations 中已有的情形', 'Use the key of a situation of this item'],
  ),
  CONSULTATION_PHONE: error(
    ['咨询方式没有带区号的电话', 'No telephone with area code for questions'],
    ['填写带区号的咨询电话，如 0833-2100312', 'Name a telephone with area code, e.g. 0833-2100312'],
  ),
  COMPLAINT_PHONE: error(
    ['投诉方式没有带区号的电话', 'No telephone with area code for complaints'],
    ['填写带区号的投诉电话或者 12345', 'Name a telephone with area code, or 12345'],
  ),
  SAME_PHONE: warning(
    ['咨询与投诉电话相同', 'The same telephone serves questions and complaints'],
    ['投诉电话宜由监督部门接听', 'Complaints should be taken by somebody else'],
  ),
  FEE_ITEMS: error(
    ['收费事项未列明收费项目', 'A charged item names no fees'],
    ['列明收费项目、标准和依据', 'Name the fees, their standards and bases'],
  ),
  FEE_NOT_CHARGED: error(
    ['列有收费项目但标明不收费', 'Fees are listed but not charged'],
    ['标明收费，或者删除收费项目', 'Mark the item as charged, or remove the fees'],
  ),
  FEE_ONLINE_UNSTATED: warning(
    ['收费事项未说明是否支持网上支付', 'Nothing says whether the fee can be paid online'],
    ['填写 fees.onlinePayment', 'Fill in fees.onlinePayment'],
  ),
  FEE_ONLINE: error(
    ['不收费事项标明支持网上支付', 'Online payment where nothing is charged'],
    ['将“是否支持网上支付”改为否', 'Set fees.onlinePayment to false'],
  ),
  FEE_REDUCTION_UNSTATED: warning(
    ['允许减免但未注明依据', 'A fee can be reduced, but nothing says on what basis'],
    ['填写允许减免依据', 'Name the basis of the reduction'],
  ),
  FEE_NOT_REDUCIBLE: error(
    ['注明了减免依据但标明不允许减免', 'A basis of reduction is named for a fee that cannot be reduced'],
    ['改为允许减免，或者删除减免依据', 'Mark the fee as reducible, or remove the basis'],
  ),
  TELEPHONE: error(
    ['电话号码缺少区号或者格式错误', 'A telephone number without area code or in a wrong form'],
    ['填写带区号的电话，如 0833-2100312', 'Write it with its area code, e.g. 0833-2100312'],
  ),
  WINDOW_AUTHORITY: error(
    ['所列窗口均不能收件', 'None of the windows takes applications in'],
    ['至少列出一个可决定、受理或者代收的窗口', 'Name a window that decides, accepts or collects'],
  ),
  THEMES_UNSTATED: warning(
    ['未填写主题分类', 'No themes are named'],
    ['按服务对象填写自然人或者法人主题分类', 'Name themes for the audiences that are served'],
  ),
  THEME_MISSING: error(
    ['服务对象缺少相应的主题分类', 'An audience is served, but its themes are missing'],
    [
      '服务自然人须有自然人主题，服务法人须有法人主题',
      'Natural persons need themes of their own, and so do legal entities',
    ],
  ),
  THEME_AUDIENCE: error(
    ['主题分类与服务对象不一致', 'Themes for an audience that is not served'],
    ['删除该主题分类，或者补充服务对象', 'Remove the themes, or serve the audience'],
  ),
  RESULT_SAMPLE: error(
    ['审批结果没有样本', 'A result has no sample'],
    [
      '填写结果样本或者上传样本文件；没有结果的，名称填“无”',
      'Describe a sample or name a file; a result that is none is called 无',
    ],
  ),
  SPECIAL_TWICE: error(
    ['特别程序重复', 'A kind of special procedure stands twice'],
    ['每种特别程序只列一次', 'Name each kind once'],
  ),
  LICENCE_FAQ: error(
    ['行政许可没有常见问题', 'A licence has no questions and answers'],
    ['至少填写一个常见问题及解答', 'Answer at least one frequent question'],
  ),
  LICENCE_STAGES_UNSTATED: warning(
    ['行政许可未标明办理环节', 'The steps of a licence do not say which stage they are'],
    [
      '为每个步骤填写 stage：受理、审查、决定、送达',
      'Give each step its stage: accept, review, decide, deliver',
    ],
  ),
  LICENCE_STAGES: error(
    [
      '行政许可缺少受理、审查、决定、送达中的环节',
      'A licence lacks acceptance, review, decision or delivery',
    ],
    ['补充缺少的环节', 'Add the stages that are missing'],
  ),
  BASIS_NOT_IN_FORCE: warning(
    ['设定依据尚未实施', 'A legal basis is not in force yet'],
    ['核对依据的实施日期', 'Look at the day from which the law is in force'],
  ),
  EXPIRED: error(
    ['事项的有效期已过', 'The item is no longer valid'],
    ['延长或者删除 validUntil', 'Lengthen or remove validUntil'],
  ),
} as const satisfies Record<string, Rule>
