import type { Deps } from '../../deps.js'
import { SYSTEM_CALLER } from '../../shared/caller.js'
import { Problem } from '../../shared/problem.js'
import { isLegalDate, type LegalDate } from '../../shared/time.js'
import { CLOCK_KINDS } from '../deadlines/clock-kinds.js'
import { PLANNABLE, type SimulationInput, simulateDeadlines, type TriedRule } from './simulate-service.js'

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
    const { events } = await simulateDeadlines(deps, SYSTEM_CALLER, input).catch((error: unknown) => {
      throw new Error(`${ref}: ${wordsOf(error)}`)
    })
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
  const line = parsed(text, number)
  const { ref = `line ${number}`, itemCode, receivedOn, acts = [] } = line
  if (typeof itemCode !== 'string') throw new Error(`line ${number}: itemCode is missing`)
  if (!isDay(receivedOn)) throw new Error(`line ${number}: receivedOn is no day`)
  if (!Array.isArray(acts)) throw new Error(`line ${number}: acts is no list`)
  for (const { on, action } of acts as { on: unknown; action: unknown }[]) {
    if (!isDay(on)) throw new Error(`line ${number}: an act is on no day`)
    if (!(PLANNABLE as readonly unknown[]).includes(action))
      throw new Error(`line ${number}: ${String(action)} is none of ${PLANNABLE.join(', ')}`)
  }
  return { ...line, ref: String(ref) } as unknown as ReplayedCase
}

/** A line of the file of rules, as `import monitorRules` takes it. Throws with what is wrong with it. */
export function triedRule(text: string, number: number): TriedRule {
  const { kind, level, when, ended, organisation } = parsed(text, number)
  if (!(CLOCK_KINDS as readonly unknown[]).includes(kind))
    throw new Error(`line ${number}: ${String(kind)} is no kind of clock`)
  if (!['NOTICE', 'YELLOW', 'RED'].includes(String(level)))
    throw new Error(`line ${number}: ${String(level)} is no lamp`)
  if ((when === undefined) !== (ended === true))
    throw new Error(`line ${number}: says either when, or that it is ended`)
  const rule = { kind, level, ...(when === undefined ? {} : { when }) } as TriedRule
  return { ...rule, ...(typeof organisation === 'string' ? { organisation } : {}) }
}

const isDay = (value: unknown): value is LegalDate => typeof value === 'string' && isLegalDate(value)

function parsed(text: string, number: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {}
  throw new Error(`line ${number}: no JSON object`)
}
