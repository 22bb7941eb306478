import type { Language } from '../../../shared/text.js'
import type { WorkflowDefinition } from '../definition.js'
import type { StepMark } from './svg.js'
import { conditionWords, linesOf } from './words.js'

/** Signs that would end a label or begin something else in Mermaid. */
const quoted = (text: string): string =>
  `"${text.replaceAll('#', '#35;').replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;')}"`

/**
 * The steps of a procedure as Mermaid text (流程图). Steps have names of their own here, since a key may be a word of
 * Mermaid's (`end`). With marks it is the picture of a case.
 */
export function drawMermaid(
  { steps }: WorkflowDefinition,
  language: Language,
  marks?: ReadonlyMap<string, StepMark>,
): string {
  const names = new Map(steps.map(({ key }, index) => [key, `s${index}`]))
  const lines = ['flowchart LR']
  for (const step of steps) {
    const mark = marks?.get(step.key)
    const text = [...linesOf(step, steps, language), ...(mark?.lines ?? [])].map((line) =>
      quoted(line).slice(1, -1),
    )
    const label = `"${text.join('<br/>')}"`
    const name = names.get(step.key)
    lines.push(`  ${name}${step.phase === 'decide' ? `[[${label}]]` : `[${label}]`}`)
    for (const { to, when } of step.next) {
      const words = conditionWords(when, language)
      lines.push(`  ${name} -->${words === '' ? '' : `|${quoted(words)}|`} ${names.get(to)}`)
    }
    if (mark !== undefined && mark.state !== 'toCome') lines.push(`  class ${name} ${mark.state}`)
  }
  if (marks !== undefined)
    lines.push(
      '  classDef done fill:#e6f4ea,stroke:#2e7d32',
      '  classDef open fill:#fff4d6,stroke:#b26a00,stroke-width:3px',
    )
  return `${lines.join('\n')}\n`
}
