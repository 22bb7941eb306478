import { checkBasicCode, checkImplementationCode } from '../../shared/codes/item-code.js'
import { checkTelephone } from '../../shared/codes/phone.js'
import { checkRule, compileRule } from '../../shared/rules.js'
import type { Text } from '../../shared/text.js'
import { relevantQuestions, schemaComplaint } from './checklist.js'
import type { ItemDocument, ItemQuestion } from './item-document.js'

export interface Finding {
  rule: string
  severity: 'error' | 'warning'
  pointer: string
  message: Text
}

const error = (rule: string, pointer: string, en: string, zh: string): Finding => ({
  rule,
  severity: 'error',
  pointer,
  message: { en, zh },
})
const warning = (rule: string, pointer: string, en: string, zh: string): Finding => ({
  rule,
  severity: 'warning',
  pointer,
  message: { en, zh },
})

/** More combinations of answers than this are not gone through one by one; the item is refused instead. */
const MAX_COMBINATIONS = 20_000

/** Everything that speaks against publishing a document; errors forbid it, warnings do not. */
export function checkItemDocument(document: ItemDocument): Finding[] {
  const structure = [
    ...checkDisclosures(document),
    ...checkCodes(document),
    ...checkLimits(document),
    ...checkMaterials(document),
    ...checkContacts(document),
    ...checkFees(document),
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

function checkForm({ form }: ItemDocument): Finding[] {
  if (JSON.stringify(form.schema).includes('"$ref"'))
    return [error('FORM_REF', '/form/schema', 'The form must not use $ref', '表单不得使用 $ref')]
  const complaint = schemaComplaint(form.schema)
  return complaint === undefined
    ? []
    : [
        error(
          'FORM_SCHEMA',
          '/form/schema',
          `Not a valid JSON Schema: ${complaint}`,
          `不是有效的 JSON Schema：${complaint}`,
        ),
      ]
}

/** Conditions may only name questions of the item, the applicant's type and fields of the form. */
function checkConditions(document: ItemDocument): Finding[] {
  const answers = document.questions.map((question) => `answers.${question.key}`)
  const fields = Object.keys((document.form.schema.properties as object | undefined) ?? {}).map(
    (name) => `form.${name}`,
  )
  const asked = new Set([...answers, 'applicant.type'])
  const all = new Set([...answers, ...fields, 'applicationYear'])
  const conditions: [string, unknown, ReadonlySet<string>][] = [
    ...document.questions.map((question, index): [string, unknown, ReadonlySet<string>] => [
      `/questions/${index}/when`,
      question.when,
      asked,
    ]),
    ...document.situations.map((situation, index): [string, unknown, ReadonlySet<string>] => [
      `/situations/${index}/when`,
      situation.when,
      asked,
    ]),
    ...document.materials.map((material, index): [string, unknown, ReadonlySet<string>] => [
      `/materials/${index}/when`,
      material.when,
      asked,
    ]),
    ...document.rules.flatMap((rule, index): [string, unknown, ReadonlySet<string>][] => [
      [`/rules/${index}/when`, rule.when, all],
      [`/rules/${index}/must`, rule.must, all],
    ]),
  ]
  return conditions
    .filter(([, logic]) => logic !== undefined)
    .flatMap(([pointer, logic, known]) =>
      checkRule(logic, known).map((found) => ({
        rule: found.code,
        severity: 'error' as const,
        pointer: pointer + found.pointer,
        message: found.message,
      })),
    )
}

/** Every combination of answers must lead to exactly one situation, and every situation be reached. */
function checkSituations(document: ItemDocument): Finding[] {
  const reached = new Set<string>()
  const findings: Finding[] = []
  let seen = 0
  for (const type of ['natural', 'legal'] as const) {
    for (const answers of combinations(document, type)) {
      seen += 1
      if (seen > MAX_COMBINATIONS)
        return [
          error('TOO_MANY_COMBINATIONS', '/questions', 'Too many combinations of answers', '问题组合过多'),
        ]
      const data = { answers, applicant: { type } }
      const fitting = document.situations.filter((situation) => compileRule(situation.when)(data) === true)
      for (const situation of fitting) reached.add(situation.key)
      const told = JSON.stringify(answers)
      if (fitting.length === 0)
        findings.push(
          error('NO_SITUATION', '/situations', `No situation for ${told}`, `以下回答没有对应情形：${told}`),
        )
      if (fitting.length > 1)
        findings.push(
          error(
            'SITUATIONS_OVERLAP',
            '/situations',
            `Several situations for ${told}`,
            `以下回答对应多个情形：${told}`,
          ),
        )
    }
  }
  document.situations.forEach((situation, index) => {
    if (!reached.has(situation.key))
      findings.push(
        error(
          'SITUATION_UNREACHABLE',
          `/situations/${index}`,
          'No answers lead here',
          '没有回答能到达该情形',
        ),
      )
  })
  return findings
}

/** All complete answers that the questions allow, each question asked only where its condition holds. */
export function* combinations(
  document: ItemDocument,
  type: 'natural' | 'legal',
  answers: Record<string, unknown> = {},
): Generator<Record<string, unknown>> {
  const open = relevantQuestions(document, { answers, applicant: { type } }).find(
    (question) => answers[question.key] === undefined,
  )
  if (open === undefined) {
    yield answers
    return
  }
  for (const value of valuesOf(open)) yield* combinations(document, type, { ...answers, [open.key]: value })
}

const valuesOf = (question: ItemQuestion): unknown[] =>
  question.options?.map((option) => option.value) ?? [true, false]
