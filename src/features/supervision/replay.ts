import type { Static } from 'typebox'
import type { Deps } from '../../deps.js'
import { SYSTEM_CALLER } from '../../shared/caller.js'
import { Problem } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'
import { isBehaviour } from '../deadlines/behaviour-kinds.js'
import { RuleLine } from '../deadlines/rule-schemas.js'
import { checkCondition } from '../deadlines/rule-transfer.js'
import { checkForm } from '../transfer/items/read-entry.js'
import { readLine } from '../transfer/line.js'
import { ReplayedLine } from './simulate-schemas.js'
import { type SimulationInput, simulateDeadlines } from './simulate-service.js'
import type { TriedRule } from './tried-rules.js'

/** One case of a period, as a line of a file has it (办件样本). */
export interface ReplayedCase {
  /** What it is called in the answer. */
  ref: string
  itemCode: string
  situation?: string
  receivedOn: LegalDate
  acts?: { on: LegalDate; action: string; days?: number; estimatedDays?: number }[]
}

/** What a period would have been under a set of rules: each thing that fired, and how often. */
export interface Replay {
  lines: string[]
  counts: Map<string, number>
}

/**
 * Plays a period again (历史回放), case by case, under the rules that are or under others: which warnings, cards and
 * consequences would have come on which day, and whom they would have told. Nothing is written. Throws with the case that
 * cannot be played.
 */
export async function replay(
  deps: Deps,
  cases: readonly ReplayedCase[],
  rules: TriedRule[] | undefined,
  until: LegalDate | undefined,
): Promise<Replay> {
  const fired: { on: LegalDate; line: string; count: string }[] = []
  for (const { ref, acts, ...own } of cases) {
    const input = { ...own, until, acts, rules } as SimulationInput
    const { events, impossible } = await simulateDeadlines(deps, SYSTEM_CALLER, input).catch(
      (error: unknown) => {
        throw new Error(`${ref}: ${wordsOf(error)}`)
      },
    )
    // Said aloud: whoever reads on would take what follows for what the rules make of the file.
    for (const { on, action } of impossible) {
      const about = `impossible ${action}`
      fired.push({ on, line: `${on}\t${ref}\t${about}`, count: about })
    }
    for (const event of events) {
      const { on, what, clock, level, action, why, due, messages } = event as Fired
      if (what === 'act') continue
      // What is withheld is not done: counted as done, a rule set would seem to let the law take its course.
      const did =
        what === 'withheld' ? `withheld(${why}) ${action}` : what === 'lamp' ? level : (action ?? what)
      const about = [did, clock].filter(Boolean).join(' ')
      const told = [...new Set(messages.map(({ to }) => to))]
      fired.push({
        on,
        line: `${on}\t${ref}\t${about}${due === undefined ? '' : `\tdue ${due}`}${told.length === 0 ? '' : `\t→ ${told.join(', ')}`}`,
        count: about,
      })
    }
  }
  fired.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
  const counts = new Map<string, number>()
  for (const { count } of fired) counts.set(count, (counts.get(count) ?? 0) + 1)
  return { lines: fired.map(({ line }) => line), counts }
}

interface Fired {
  on: LegalDate
  what: string
  clock?: string
  level?: string
  action?: string
  why?: string
  due?: LegalDate
  messages: { to: string }[]
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Problem)) return (error as Error).message
  const [first] = error.errors ?? []
  return first === undefined ? error.code : `${first.pointer} ${first.message.en}`
}

/** A line of the file of cases. Throws with what is wrong with it. */
export function replayedCase(text: string, number: number): ReplayedCase {
  const { ref = `line ${number}`, ...line } = read<Static<typeof ReplayedLine>>(text, number, ReplayedLine)
  return { ...line, ref } as ReplayedCase
}

/**
 * A line of the file of rules, as `import monitorRules` takes it and `export monitorRules` gives it; undefined of one of
 * behaviour, which is judged as people act. Throws with what is wrong with it.
 */
export function triedRule(text: string, number: number): TriedRule | undefined {
  const line = read<Static<typeof RuleLine>>(text, number, RuleLine)
  const { kind, when, ended, basis: _basis, organisation = null, ...rest } = line
  if ((when === undefined) !== (ended === true))
    throw new Error(`line ${number}: says either when, or that it is ended`)
  if (isBehaviour(kind)) return undefined
  try {
    if (when !== undefined) checkCondition(kind, when)
  } catch (error) {
    throw new Error(`line ${number}: ${wordsOf(error)}`)
  }
  return { kind, organisation, ...rest, ...(when === undefined ? {} : { when }) } as TriedRule
}

function read<T>(text: string, number: number, schema: object): T {
  const line = readLine(Buffer.from(text))
  const [finding] = 'findings' in line ? line.findings : checkForm(line.value, schema)
  if (finding !== undefined)
    throw new Error(`line ${number}: ${[finding.pointer, finding.message.en].filter(Boolean).join(' ')}`)
  return (line as { value: T }).value
}
