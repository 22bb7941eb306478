import type { ItemDocument } from '../item-document.js'
import { type Finding, found } from './finding.js'

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
