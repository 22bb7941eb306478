import { isDeepStrictEqual } from 'node:util'
import { FORM_FIELDS, IntakeDesk } from './intake-desk.js'
import { type Deed, daysAfter, IntakeJudge, type Paper, type PlainItem, type Way } from './intake-judge.js'

/** The same numbers for the same seed: a play that differs is told by its seed, and played again. */
export function seeded(seed: number): () => number {
  let state = (seed + 1) * 0x9e3779b9
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const CODES = ['a', 'b', 'c', 'd', 'e']
const PROVEN: Way[] = ['paper', 'paper', 'licence']
const ANY: Way[] = ['noCopies', 'blankLicence', 'register', 'dossier', 'word', 'later']

/** Chance, with the choices that a play makes. */
export class Chance {
  readonly next: () => number
  constructor(seed: number) {
    this.next = seeded(seed)
  }
  is = (share: number): boolean => this.next() < share
  upTo = (most: number): number => Math.floor(this.next() * (most + 1))
  of<T>(values: readonly T[]): T {
    const value = values[this.upTo(values.length - 1)]
    if (value === undefined) throw new Error('one of none')
    return value
  }
  some = <T>(values: readonly T[], share = 0.5): T[] => values.filter(() => this.is(share))
}

/** An item as one might be published: which papers, of which need, with what consequences. */
export function someItem(chance: Chance): PlainItem {
  return {
    licence: chance.is(0.7),
    automatic: chance.is(0.8),
    ...(chance.is(0.5) ? { daysToCorrect: 1 + chance.upTo(20) } : {}),
    legalDays: chance.of([3, 10, 20]),
    papers: CODES.slice(0, 1 + chance.upTo(4)).map((code) => ({
      code,
      need: chance.of(['must', 'must', 'mayComeLater', 'mayBeLeftOut'] as const),
      word: chance.is(0.3),
    })),
    fields: [...FORM_FIELDS],
  }
}

const papersOf = (chance: Chance, codes: readonly string[], proven: number): Paper[] =>
  codes.map((code) => ({ code, as: chance.of(chance.is(proven) ? PROVEN : ANY) }))

/** What applicant and office might do next: mostly what fits the case, now and then anything. */
function someDeed(chance: Chance, item: PlainItem, seen: IntakeDesk['seen'], today: string): Deed {
  const codes = item.papers.map(({ code }) => code)
  const wanted = [...new Set([...seen.missing, ...seen.defective])]
  const asked = [...new Set([...seen.asked.codes, ...chance.some(codes, 0.2)])]
  const told = chance.is(0.75) ? wanted : chance.some([...codes, 'unknown'])
  const any: Record<string, (() => Deed)[]> = {
    SUBMITTED: [
      () => ({ do: 'look', code: chance.of(codes), wanting: chance.is(0.6) }),
      () => ({ do: 'look', code: chance.of(codes), wanting: chance.is(0.6) }),
      () => ({
        do: 'tell',
        codes: told,
        fields: chance.some([...item.fields, ...(chance.is(0.1) ? ['unknown'] : [])], 0.3),
        again: chance.is(0.6),
      }),
      () => ({
        do: 'mend',
        papers: papersOf(chance, chance.is(0.5) ? wanted : chance.some(codes, 0.3), 0.9),
        fields: [],
      }),
      () => ({ do: 'accept' }),
      () => ({
        do: 'acceptLater',
        promises: (chance.is(0.8) ? [...wanted, ...(chance.is(0.1) ? wanted : [])] : [chance.of(codes)]).map(
          (code) => ({
            code,
            ...(chance.is(0.3) ? {} : { until: daysAfter(today, chance.upTo(20) - 2) }),
          }),
        ),
      }),
      () => ({
        do: 'turnAway',
        ground: chance.of([
          'outsideCompetence',
          'correctionNotSupplied',
          'correctionNotSupplied',
          'falseStatement',
        ]),
        named: chance.is(0.5),
      }),
      () => ({ do: 'readThrough' }),
    ],
    AWAITING_CORRECTION: [
      () => ({
        do: 'bring',
        papers: papersOf(chance, chance.is(0.8) ? asked : chance.some(codes), 0.9),
        fields: chance.is(0.9) ? seen.asked.fields : [],
      }),
    ],
    ACCEPTED: [() => ({ do: 'startReview' })],
    REVIEWING: [() => ({ do: 'finishStep' })],
    DECIDING: [() => ({ do: 'grant' }), () => ({ do: 'grant' }), () => ({ do: 'refuse' })],
    APPROVED: [() => ({ do: 'close' })],
    DENIED: [() => ({ do: 'close' })],
    CLOSED: [() => ({ do: 'deliver' })],
  }
  const supply = (): Deed => ({ do: 'supply', papers: papersOf(chance, [chance.of(codes)], 0.9) })
  const later: (() => Deed)[] = [
    supply,
    supply,
    () => ({ do: 'look', code: chance.of(codes), wanting: chance.is(0.5) }),
    () => ({ do: chance.of(['accept', 'startReview', 'finishStep', 'grant', 'close', 'deliver'] as const) }),
    () => ({ do: 'bring', papers: papersOf(chance, chance.some(codes), 0.9), fields: [] }),
    () => ({ do: 'end', ground: 'deferralNotKept' }),
  ]
  const leaving: (() => Deed)[] = [
    () => ({ do: chance.of(['takeBack', 'void', 'notNeeded'] as const) }),
    () => ({ do: 'end', ground: 'applicantGone' }),
  ]
  const fitting = any[seen.status] ?? []
  if (chance.is(0.03)) return chance.of(leaving)()
  if (fitting.length === 0 || chance.is(fitting.length > 4 ? 0.1 : 0.4)) return chance.of(later)()
  return chance.of(fitting)()
}

export interface Play {
  item: PlainItem
  papers: Paper[]
  start: string
  deeds: { on: string; deed: Deed }[]
}

/** Who plays the product's part. */
export interface Desk {
  act(deed: Deed, today: string): Promise<string>
  standing(): unknown
  readonly seen: IntakeDesk['seen']
  /** A deed in which nothing is said is turned away before anybody looks at the case. */
  hears?(deed: Deed): boolean
  /** What else of its answer to the last deed is not as the judge says; undefined: nothing. */
  differs?(judge: IntakeJudge, deed: Deed, today: string): Promise<object | undefined>
}

/**
 * One case from the counter to its end, the judge beside it: after every deed both say the same of what became of it and of
 * how the case stands. Gives the first difference, with all that led to it.
 */
export async function play(
  seed: number,
  open: (item: PlainItem, papers: readonly Paper[], on: string) => Desk | Promise<Desk> = (...args) =>
    new IntakeDesk(...args),
  { item: given, count }: { item?: (chance: Chance) => PlainItem; count?: (verdict: string) => void } = {},
): Promise<string | undefined> {
  const chance = new Chance(seed)
  const item = (given ?? someItem)(chance)
  const papers = papersOf(
    chance,
    chance.some(
      item.papers.map(({ code }) => code),
      chance.of([0.3, 0.7, 1]),
    ),
    0.8,
  )
  let today = daysAfter('2026-02-10', chance.upTo(200))
  const desk = await open(item, papers, today)
  const judge = new IntakeJudge(item, papers, today)
  const told: Play = { item, papers, start: today, deeds: [] }
  for (let step = 0; step < 14; step += 1) {
    if (chance.is(0.5)) today = daysAfter(today, chance.of([0, 1, 1, 2, 3, 7, 9]))
    const deed = someDeed(chance, item, desk.seen, today)
    told.deeds.push({ on: today, deed })
    const isHeard = desk.hears?.(deed) ?? true
    const [verdict, said] = [await desk.act(deed, today), isHeard ? judge.judge(deed, today) : 'no']
    count?.(`${deed.do} ${said}`)
    const [is, ought] = [desk.standing(), judge.standing()]
    if (verdict !== said || !isDeepStrictEqual(is, ought))
      return JSON.stringify({ seed, ...told, verdict, said, is, ought }, null, 1)
    const difference = await desk.differs?.(judge, deed, today)
    if (difference !== undefined) return JSON.stringify({ seed, ...told, said, ...difference }, null, 1)
  }
  return undefined
}
