import { ruleViolated } from '../../shared/problem.js'
import { isBehaviour } from '../deadlines/behaviour-kinds.js'
import type { CalendarBook } from '../deadlines/calendar-book.js'
import type { MonitorRule } from '../deadlines/lamps.js'
import type { Measures } from '../deadlines/measures.js'
import { checkCondition } from '../deadlines/rule-transfer.js'

/** A threshold to be tried, in the place of that of its kind and lamp. */
export type TriedRule = Pick<MonitorRule, 'kind' | 'level'> &
  Measures & {
    when?: MonitorRule['when'] | undefined
    /** For the items of this organ alone; null: the whole deployment's; absent: of whichever organ the item is. */
    organisation?: string | null
  }

/** Behaviour is judged as people act and write: there is nothing of it to foresee. 422 */
export function mustBeTriable(rules: readonly TriedRule[]): void {
  for (const [index, { kind, when }] of rules.entries()) {
    if (isBehaviour(kind)) throw ruleViolated(`/rules/${index}/kind`, 'RULE_OF_BEHAVIOUR', OF_BEHAVIOUR)
    if (when !== undefined) checkCondition(kind, when, `/rules/${index}/when`)
  }
}

/**
 * Thresholds that are to be tried take the place of those of their kind and lamp: the deployment's of the deployment's, an
 * organ's own of its own, which go before as ever (适用监察规则).
 */
export function withTried(book: CalendarBook, organ: string, tried: readonly TriedRule[]): MonitorRule[] {
  const shared = book.rulesFor(undefined)
  const own = book.rulesFor(organ).filter((rule) => !shared.includes(rule))
  const isOwn = ({ organisation = organ }: TriedRule): boolean => organisation === organ
  const isShared = ({ organisation }: TriedRule): boolean => organisation === null
  const nearest = replaced(own, tried.filter(isOwn))
  return [
    ...nearest,
    ...replaced(shared, tried.filter(isShared)).filter((rule) => !nearest.some(sameAs(rule))),
  ]
}

const sameAs =
  (rule: Pick<MonitorRule, 'kind' | 'level'>) =>
  ({ kind, level }: Pick<MonitorRule, 'kind' | 'level'>): boolean =>
    kind === rule.kind && level === rule.level

const replaced = (rules: readonly MonitorRule[], tried: readonly TriedRule[]): MonitorRule[] => [
  ...rules.filter((rule) => !tried.some(sameAs(rule))),
  ...tried.flatMap(({ kind, level, when, tell, escalate, explainWithin, appealWithin, score }) =>
    when === undefined
      ? []
      : [
          {
            kind,
            level,
            when,
            version: 0,
            measures: measuresOf({ tell, escalate, explainWithin, appealWithin, score }),
          },
        ],
  ),
]

const measuresOf = ({ tell, escalate, explainWithin, appealWithin, score }: Unsaid<Measures>): Measures => ({
  ...(tell === undefined ? {} : { tell }),
  ...(escalate === undefined ? {} : { escalate }),
  ...(explainWithin === undefined ? {} : { explainWithin }),
  ...(appealWithin === undefined ? {} : { appealWithin }),
  ...(score === undefined ? {} : { score }),
})
type Unsaid<T> = { [K in keyof T]: T[K] | undefined }

const OF_BEHAVIOUR = {
  en: 'Behaviour is judged as it is done: only rules of clocks can be tried',
  zh: '行为规则在行为发生时判定，只能试用时限规则',
}
