import { error, finder, type Rule, warning } from '../../../shared/finding.js'
import type { ItemDocument } from '../item-document.js'
import type { Finding } from './finding.js'

/** Steps, results, special procedures, and what a licence must have beside. */
export const PROCEDURE_RULES = {
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
} as const satisfies Record<string, Rule>

const found = finder(PROCEDURE_RULES)

const LICENCE = '01'
const STAGES = { accept: '受理', review: '审查', decide: '决定', deliver: '送达' } as const

/** Results, special procedures, and what a licence (行政许可) must say beside. */
export function checkProcedure(document: ItemDocument): Finding[] {
  return [...checkResults(document), ...checkSpecial(document), ...checkLicence(document)]
}

/** 结果名称 ≠ 无 ⇒ 结果样本. */
function checkResults({ results }: ItemDocument): Finding[] {
  return results.flatMap(({ name, sample, sampleFile }, index) =>
    name.trim() === '无' || sample !== undefined || sampleFile !== undefined
      ? []
      : [found('RESULT_SAMPLE', `/results/${index}`)],
  )
}

/** Days and basis are members that the schema of the record demands. */
function checkSpecial({ specialProcedures }: ItemDocument): Finding[] {
  const kinds = specialProcedures.map(({ kind }) => kind)
  return kinds.flatMap((kind, index) =>
    kinds.indexOf(kind) === index ? [] : [found('SPECIAL_TWICE', `/specialProcedures/${index}/kind`)],
  )
}

function checkLicence({ type, faqs = [], procedure }: ItemDocument): Finding[] {
  if (type !== LICENCE) return []
  const findings = faqs.length === 0 ? [found('LICENCE_FAQ', '/faqs')] : []
  const stages = new Set(procedure.map(({ stage }) => stage))
  if (stages.size === 1 && stages.has(undefined))
    return [...findings, found('LICENCE_STAGES_UNSTATED', '/procedure')]
  const missing = Object.entries(STAGES).filter(([stage]) => !stages.has(stage as keyof typeof STAGES))
  // An empty procedure is an empty disclosure, which is told there.
  if (procedure.length === 0 || missing.length === 0) return findings
  return [
    ...findings,
    found('LICENCE_STAGES', '/procedure', {
      zh: `行政许可缺少环节：${missing.map(([, title]) => title).join('、')}`,
      en: `The licence lacks the stages ${missing.map(([stage]) => stage).join(', ')}`,
    }),
  ]
}
