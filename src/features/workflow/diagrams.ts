import { ACTIONS, STATUS_NAMES, STATUSES } from './statuses.js'
import { actionsFrom, TRANSITIONS } from './transitions.js'

/** The legal lifecycle, drawn from the edge table (Mermaid). */
export function statusDiagram(): string {
  const lines = [
    'stateDiagram-v2',
    ...STATUS_NAMES.map((name) => `  ${name}: ${name} ${STATUSES[name].zh}`),
    '  [*] --> DRAFT',
  ]
  for (const status of STATUS_NAMES) {
    for (const action of actionsFrom(status)) {
      for (const target of TRANSITIONS[status][action] ?? []) {
        const targets = target === 'left' ? ['REVIEWING', 'DECIDING'] : [target === 'same' ? status : target]
        lines.push(...targets.map((to) => `  ${status} --> ${to}: ${action} ${ACTIONS[action].zh}`))
      }
    }
  }
  return `${lines.join('\n')}\n`
}
