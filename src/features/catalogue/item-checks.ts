import { checkBasicCode, checkImplementationCode } from '../../shared/codes/item-code.js'
import { checkTelephone } from '../../shared/codes/phone.js'
import { checkConditions, checkForm, checkKeys, checkSituations } from './condition-checks.js'
import { error, type Finding, warning } from './finding.js'
import type { ItemDocument } from './item-document.js'

/** Everything that speaks against publishing a document; errors forbid it, warnings do not. */
export function checkItemDocument(document: ItemDocument): Finding[] {
  const structure = [
    ...checkDisclosures(document),
    ...checkCodes(document),
    ...checkLimits(document),
    ...checkMaterials(document),
    ...checkContacts(document),
    ...checkFees(document),
    ...checkKeys(document),
    ...checkForm(document),
    ...checkConditions(document),
  ]
  // Situations can only be gone through when all conditions are lawful.
  return structure.some((finding) => finding.severity === 'error')
    ? structure
    : [...structure, ...checkSituations(document)]
}

/** 项目八公开: none of the eight may be empty. */
function checkDisclosures(document: ItemDocument): Finding[] {
  const empty: [boolean, string, string, string][] = [
    [document.legalBases.length === 0, '/legalBases', 'legal basis', '设立依据'],
    [document.conditions.length === 0, '/conditions', 'conditions', '申办条件'],
    [document.materials.length === 0, '/materials', 'materials', '申报资料'],
    [document.procedure.length === 0, '/procedure', 'procedure', '办事程序'],
  ]
  return empty
    .filter(([isEmpty]) => isEmpty)
    .map(([, pointer, en, zh]) =>
      error('DISCLOSURE_EMPTY', pointer, `The disclosure "${en}" is empty`, `八公开内容“${zh}”为空`),
    )
}

function checkCodes(document: ItemDocument): Finding[] {
  const findings: Finding[] = []
  if (!checkBasicCode(document.basicCode))
    findings.push(error('BASIC_CODE', '/basicCode', 'Not a basic code of 12 digits', '基本编码应为 12 位'))
  if (!checkImplementationCode(document.itemCode))
    findings.push(
      error(
        'ITEM_CODE',
        '/itemCode',
        'Not an implementation code of 31 characters with a valid credit code',
        '实施编码应为 31 位且含有效的统一社会信用代码',
      ),
    )
  else {
    if (!document.itemCode.startsWith(document.organisationCode))
      findings.push(
        error(
          'CODE_ORGANISATION',
          '/itemCode',
          'The code does not begin with the organ',
          '实施编码与实施主体不一致',
        ),
      )
    if (!document.itemCode.endsWith(document.basicCode))
      findings.push(
        error(
          'CODE_BASIC',
          '/itemCode',
          'The code does not end with the basic code',
          '实施编码与基本编码不一致',
        ),
      )
    if (Number(document.itemCode[18]) !== document.level)
      findings.push(
        error('CODE_LEVEL', '/level', 'The level differs from that in the code', '行使层级与实施编码不一致'),
      )
  }
  if (document.basicCode.slice(2, 4) !== document.type)
    findings.push(
      error('CODE_TYPE', '/type', 'The type differs from that in the basic code', '事项类型与基本编码不一致'),
    )
  return findings
}

function checkLimits({ limits, handling, visits, visitReason, online }: ItemDocument): Finding[] {
  const findings: Finding[] = []
  const { statutory, promised } = limits
  if (promised.unit === statutory.unit && promised.amount > statutory.amount) {
    findings.push(
      error(
        'PROMISE_LONGER',
        '/limits/promised',
        'The promised limit is longer than the statutory one',
        '承诺时限长于法定时限',
      ),
    )
  }
  if ((handling === 'onTheSpot') !== (promised.amount === 0)) {
    findings.push(
      error(
        'HANDLING_LIMIT',
        '/handling',
        'On the spot means a promised limit of 0, and only then',
        '即办件的承诺时限应为 0，承诺件应大于 0',
      ),
    )
  }
  if (visits > 0 && visitReason === undefined)
    findings.push(
      error(
        'VISIT_REASON',
        '/visitReason',
        'Say why the applicant must come',
        '到办事现场次数大于 0 时须说明原因',
      ),
    )
  if (visits === 0 && !online)
    findings.push(
      error('NO_VISIT_OFFLINE', '/online', 'Without a visit the item must be online', '跑零次事项须可网办'),
    )
  return findings
}

function checkMaterials(document: ItemDocument): Finding[] {
  const situations = new Set(document.situations.map((situation) => situation.key))
  const codes = document.materials.map((material) => material.materialCode)
  return document.materials.flatMap((material, index) => {
    const pointer = `/materials/${index}`
    const findings: Finding[] = []
    if (codes.indexOf(material.materialCode) !== index)
      findings.push(
        error('MATERIAL_TWICE', `${pointer}/materialCode`, 'This code stands twice', '材料编码重复'),
      )
    if (material.originals + material.copies === 0)
      findings.push(
        error(
          'MATERIAL_COUNT',
          pointer,
          'Neither an original nor a copy is asked for',
          '原件和复印件份数均为 0',
        ),
      )
    if (material.necessity === 'required' && material.legalBasis === undefined)
      findings.push(
        warning(
          'MATERIAL_BASIS',
          `${pointer}/legalBasis`,
          'A required material should name its basis',
          '必要材料应注明依据',
        ),
      )
    for (const [number, key] of (material.situations ?? []).entries()) {
      if (!situations.has(key))
        findings.push(
          error('SITUATION_UNKNOWN', `${pointer}/situations/${number}`, 'No such situation', '没有该情形'),
        )
    }
    return findings
  })
}

function checkContacts(document: ItemDocument): Finding[] {
  const numbers = (lines: string[]) => lines.some((line) => line.split(/[\s：:，,]+/).some(checkTelephone))
  const findings: Finding[] = []
  if (!numbers(document.consultation))
    findings.push(
      error(
        'CONSULTATION_PHONE',
        '/consultation',
        'A telephone with area code is needed',
        '咨询方式须含带区号的电话',
      ),
    )
  if (!numbers(document.complaints))
    findings.push(
      error(
        'COMPLAINT_PHONE',
        '/complaints',
        'A telephone with area code is needed',
        '投诉方式须含带区号的电话',
      ),
    )
  if (document.consultation.join() === document.complaints.join())
    findings.push(
      warning(
        'SAME_PHONE',
        '/complaints',
        'The same channel serves questions and complaints',
        '咨询与投诉方式相同',
      ),
    )
  return findings
}

function checkFees({ fees }: ItemDocument): Finding[] {
  if (fees.charged && fees.items.length === 0)
    return [
      error(
        'FEE_ITEMS',
        '/fees/items',
        'A charged item names its fees, standards and bases',
        '收费事项须列明收费项目、标准和依据',
      ),
    ]
  if (!fees.charged && fees.items.length > 0)
    return [
      error(
        'FEE_NOT_CHARGED',
        '/fees/charged',
        'Fees are listed but not charged',
        '列有收费项目但标明不收费',
      ),
    ]
  return []
}
