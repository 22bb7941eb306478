import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { exampleOf } from '../../src/features/workflow/allowed-actions.js'
import type { Role } from '../../src/shared/roles.js'
import { COUNTY_FIRE, COUNTY_HEALTH, COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import type { Answer, TestApp } from './app.js'
import { foodCase } from './cases.js'
import { withClient } from './cluster.js'
import { foodBusinessLicence, TWO_STEP } from './sample.js'

/** Acts by which nothing left the house and nothing came in: a slip there is taken back (contract.md, Undo). */
const TAKEN_BACK: ReadonlySet<string> = new Set([
  'preReview',
  'startReview',
  'completeStep',
  'returnStep',
  'requestJointReview',
  'giveOpinion',
  'endSpecial',
  'close',
])

const PEOPLE: readonly { role: Role; organisation: string; subject: string }[] = [
  { role: 'clerk', organisation: COUNTY_MARKET, subject: 'c1' },
  ...['r1', 'r2', 'r3'].map((subject) => ({
    role: 'reviewer' as const,
    organisation: COUNTY_MARKET,
    subject,
  })),
  ...['a1', 'a2'].map((subject) => ({ role: 'approver' as const, organisation: COUNTY_MARKET, subject })),
  { role: 'issuer', organisation: COUNTY_MARKET, subject: 'i1' },
  { role: 'reviewer', organisation: COUNTY_FIRE, subject: 'f1' },
  { role: 'reviewer', organisation: COUNTY_HEALTH, subject: 'h1' },
]
/** So many in a row, of nine people of whom one at least may act, are no chance. */
const IDLE_LOOKS = 60
/** So often the act that was chosen least is chosen: what opens seldom, such as the end of a special procedure, comes too. */
const SELDOM_SHARE = 0.3
const ASKED = [COUNTY_FIRE, COUNTY_HEALTH]

/** A stream of numbers in [0, 1) from a seed (mulberry32): a run that failed is run again. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Branches that go side by side and meet again, and steps that are returned. */
const SIDE_BY_SIDE = {
  ...TWO_STEP,
  version: undefined,
  key: foodBusinessLicence.workflow,
  start: 'handle',
  steps: [
    { ...TWO_STEP.steps[0], key: 'handle', parallel: true, next: [{ to: 'site' }, { to: 'papers' }] },
    { ...TWO_STEP.steps[0], key: 'site', next: [{ to: 'sum' }] },
    { ...TWO_STEP.steps[0], key: 'papers', next: [{ to: 'sum' }] },
    { ...TWO_STEP.steps[0], key: 'sum', join: ['site', 'papers'], next: [{ to: 'decision' }] },
    TWO_STEP.steps[1],
  ],
}

/** Where two texts part, with a little around. */
function differenceOf(one: string, other: string): string {
  const at = [...one].findIndex((letter, index) => letter !== other[index])
  const from = Math.max(0, at - 200)
  return `…${one.slice(from, at + 200)}… was, …${other.slice(from, at + 200)}… is`
}

export interface Walked {
  pairs: number
  /** How often each act was taken back. */
  acts: Record<string, number>
  differences: string[]
}

/** Walks through cases at random; whatever may be taken back is done, taken back, compared, and perhaps done again. */
export async function walkAndUndo(app: TestApp, pairs: number, seed: number): Promise<Walked> {
  const published = await app.request('POST', '/v1/workflows', {
    token: await app.token('cataloguer'),
    body: JSON.parse(JSON.stringify(SIDE_BY_SIDE)),
  })
  if (published.status !== 201) throw new Error(published.text)
  // On one connection: to open one for each move of the clock took longer than what is asked.
  return withClient(app.database.ownerConfig, async (owner) => {
    const walk = new Walk(app, owner, randomOf(seed))
    while (walk.walked.pairs < pairs && walk.walked.differences.length === 0) await walk.step()
    return walk.walked
  })
}

class Walk {
  readonly walked: Walked = { pairs: 0, acts: {}, differences: [] }
  /** Cases that are under way, and how often nobody who was picked could do anything in them since somebody did. */
  readonly #cases: string[] = []
  readonly #idle = new Map<string, number>()
  readonly #chosen = new Map<string, number>()
  #now = Date.parse('2026-03-02T01:00:00Z')

  constructor(
    private readonly app: TestApp,
    private readonly owner: pg.Client,
    private readonly random: () => number,
  ) {}

  #pick<T>(from: readonly T[]): T {
    const found = from[Math.floor(this.random() * from.length)]
    if (found === undefined) throw new Error('nothing to pick from')
    return found
  }

  async #pass(minutes: number): Promise<void> {
    this.#now += Math.round(minutes * 60_000)
    await this.owner.query('update app_time_shift set shift = $1::timestamptz - now()', [new Date(this.#now)])
  }

  #choose(open: readonly { action: string; input: object }[]): { action: string; input: object } {
    const times = ({ action }: { action: string }) => this.#chosen.get(action) ?? 0
    const least = Math.min(...open.map(times))
    const from = this.random() < SELDOM_SHARE ? open.filter((each) => times(each) === least) : open
    const chosen = this.#pick(from)
    this.#chosen.set(chosen.action, times(chosen) + 1)
    return chosen
  }

  #token({ role, organisation, subject }: (typeof PEOPLE)[number]): Promise<string> {
    return this.app.token(role, { organisation, subject, posts: ['负责人'] })
  }

  async #open(): Promise<void> {
    const food = foodCase()
    const businessKind = this.#pick(['foodSales', 'catering'])
    const [clerk] = PEOPLE
    const taken = await this.app.request('POST', '/v1/cases', {
      token: clerk === undefined ? '' : await this.#token(clerk),
      body: { ...food, form: { ...food.form, businessKind } },
      headers: { 'idempotency-key': randomUUID() },
    })
    if (taken.status !== 201) throw new Error(taken.text)
    this.#cases.push(taken.body.caseNo)
  }

  /** Somebody does something in some case; what may be taken back is taken back first. */
  async step(): Promise<void> {
    if (this.#cases.length < 6) await this.#open()
    // Acts late in the evening are taken back on the next day.
    await this.#pass(this.random() < 0.2 ? this.random() * 1500 : this.random() * 40)
    const caseNo = this.#pick(this.#cases)
    const person = this.#pick(PEOPLE)
    const token = await this.#token(person)
    const may = await this.app.request('GET', `/v1/cases/${caseNo}/actions`, { token })
    const open = (may.body.data ?? []).filter(({ action }: { action: string }) => action !== 'withdraw')
    if (may.status !== 200 || open.length === 0) return this.#leaveIdle(caseNo)
    this.#idle.delete(caseNo)
    const { action, input } = this.#choose(open)
    const command = this.#commandOf(action, input)
    if (TAKEN_BACK.has(action)) await this.#doAndUndo(caseNo, token, command)
    // Few cases come to a special procedure: until the end of one was taken back, whoever may begin one does.
    const leadsOn = action === 'startSpecial' && this.walked.acts.endSpecial === undefined
    if (leadsOn || this.random() < (TAKEN_BACK.has(action) ? 0.5 : 0.25))
      await this.#post(caseNo, 'transitions', token, command)
    const { body } = await this.app.request('GET', `/v1/cases/${caseNo}`, {
      token: await this.app.token('lead'),
    })
    const ended = ['DELIVERED', 'TERMINATED', 'NOT_ACCEPTED', 'NOT_REQUIRED', 'WITHDRAWN'].includes(
      body.status,
    )
    if (ended || body.version > 60) this.#cases.splice(this.#cases.indexOf(caseNo), 1)
  }

  /** One in which nobody gets on makes room for another, or in the end only such would be walked. */
  #leaveIdle(caseNo: string): void {
    const looks = (this.#idle.get(caseNo) ?? 0) + 1
    this.#idle.set(caseNo, looks)
    if (looks >= IDLE_LOOKS) this.#cases.splice(this.#cases.indexOf(caseNo), 1)
  }

  #commandOf(action: string, input: object): object {
    const example = exampleOf(input as Parameters<typeof exampleOf>[0])
    if (action !== 'requestJointReview') return example
    const { properties } = input as { properties: { organisations: { examples: string[][] } } }
    const free = properties.organisations.examples[0] ?? []
    return { ...example, organisations: ASKED.includes(free[0] ?? '') ? free : [this.#pick(ASKED)] }
  }

  #post(caseNo: string, path: string, token: string, body?: object): Promise<Answer> {
    return this.app.request('POST', `/v1/cases/${caseNo}/${path}`, {
      token,
      headers: { 'if-match': '*' },
      ...(body === undefined ? {} : { body }),
    })
  }

  async #doAndUndo(caseNo: string, token: string, command: { action?: string }): Promise<void> {
    const then = this.#now
    const before = await this.#standing(caseNo)
    const done = await this.#post(caseNo, 'transitions', token, command)
    // Another organ may have been asked already; what was foreseen is held elsewhere.
    if (done.status !== 200) return
    await this.#pass(this.random() * 50)
    const seen = await this.#standing(caseNo)
    const back = await this.#post(caseNo, 'undo', token)
    const told = `${caseNo} ${JSON.stringify(command)}`
    const { action = '' } = command
    this.walked.pairs += 1
    this.walked.acts[action] = (this.walked.acts[action] ?? 0) + 1
    if (back.status !== 200) {
      this.walked.differences.push(`${told}: ${back.text}`)
      return
    }
    // Seen at the same hour: what is only counted to today has gone on since.
    const now = this.#now
    this.#now = then
    await this.#pass(0)
    const after = await this.#standing(caseNo)
    this.#now = now
    await this.#pass(0)
    if (action !== 'preReview' && seen.rows === before.rows)
      this.walked.differences.push(`${told} changed nothing`)
    for (const what of ['rows', 'view'] as const)
      if (after[what] !== before[what])
        this.walked.differences.push(`${told}: ${what} ${differenceOf(before[what], after[what])}`)
    const kept = after.types.slice(before.types.length)
    if (kept.join() !== `${action},undo`) this.walked.differences.push(`${told}: events ${kept.join()}`)
  }

  /** All that stands of a case but its version, what it remembers of acts, and the two instants of its last change. */
  async #standing(caseNo: string): Promise<{ rows: string; view: string; types: string[] }> {
    const {
      rows: [rows],
    } = await this.owner.query<{ standing: unknown; types: string[] }>(
      `select jsonb_build_object(
         'case', to_jsonb(c) - array['version', 'updated_at', 'facts', 'lamp', 'asked'],
         'asked', (select array_agg(a order by a) from unnest(c.asked) a),
         'facts', c.facts - array['undoable', 'acts'],
         'tasks', (select jsonb_agg(to_jsonb(t) order by task_id) from case_tasks t
           where t.case_id = c.id and t.state->'undone' is null),
         'clocks', (select jsonb_agg(to_jsonb(k) - array['lamp', 'next_look_at', 'next_look_why'] order by clock_id)
           from case_clocks k where k.case_id = c.id and k.state->'undone' is null),
         'assigned', (select jsonb_agg(to_jsonb(a)) from assigned_listings a where a.case_id = c.id),
         'licences', (select count(*) from licences l where l.case_id = c.id)) as standing,
         (select array_agg(type order by version) from case_events e where e.case_id = c.id) as types
       from cases c where case_no = $1`,
      [caseNo],
    )
    const lead = await this.app.token('lead')
    const read = async (path: string) =>
      (await this.app.request('GET', `/v1/cases/${caseNo}${path}`, { token: lead })).body
    const { version: _v, updatedAt: _u, lamp: _l, ...shown } = await read('')
    const tasks = shown.tasks
    const clocks = shown.clocks.map(
      ({ used: _d, overBy: _o, lamp: _c, ...clock }: Record<string, unknown>) => clock,
    )
    return {
      rows: JSON.stringify(rows?.standing),
      view: JSON.stringify({ ...shown, tasks, clocks }),
      types: rows?.types ?? [],
    }
  }
}
