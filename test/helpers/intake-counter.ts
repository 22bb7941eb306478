import { randomUUID } from 'node:crypto'
import type { Role } from '../../src/shared/roles.js'
import { FOOD_LICENCE_ITEM_CODE } from '../../src/shared/sample-codes.js'
import type { Answer, TestApp } from './app.js'
import { foodCase } from './cases.js'
import { commandOf, documentOf, materialInput } from './intake-desk.js'
import type { Deed, IntakeJudge, Paper, PlainItem, Standing, Verdict } from './intake-judge.js'
import type { Desk } from './intake-play.js'

// The counter of the running service, for the plays of intakes: everything goes over HTTP and through the database.

/** Whose act each deed is, and what the service calls it; the rest is looking. */
const DEEDS: Record<Exclude<Deed['do'], 'look'>, { by: Role; action: string }> = {
  tell: { by: 'clerk', action: 'requestCorrection' },
  bring: { by: 'clerk', action: 'submit' },
  mend: { by: 'clerk', action: 'correctOnTheSpot' },
  accept: { by: 'clerk', action: 'accept' },
  acceptLater: { by: 'clerk', action: 'acceptWithDeferral' },
  turnAway: { by: 'clerk', action: 'refuseAcceptance' },
  readThrough: { by: 'clerk', action: 'preReview' },
  notNeeded: { by: 'clerk', action: 'declareNotRequired' },
  supply: { by: 'clerk', action: 'supplyMaterials' },
  takeBack: { by: 'clerk', action: 'withdraw' },
  startReview: { by: 'reviewer', action: 'startReview' },
  finishStep: { by: 'reviewer', action: 'completeStep' },
  grant: { by: 'approver', action: 'approve' },
  refuse: { by: 'approver', action: 'deny' },
  close: { by: 'approver', action: 'close' },
  deliver: { by: 'issuer', action: 'deliver' },
  end: { by: 'lead', action: 'terminate' },
  void: { by: 'lead', action: 'void' },
}
const ROLES: readonly Role[] = ['clerk', 'reviewer', 'approver', 'issuer', 'lead', 'supervisor']

/** How an answer refuses. */
const REFUSALS: Record<ReturnType<IntakeJudge['whyNot']>, [status: number, code: string]> = {
  unsaid: [400, 'INVALID_INPUT'],
  absent: [404, 'NOT_FOUND'],
  'not now': [409, 'TRANSITION_NOT_ALLOWED'],
  'not so': [422, 'RULE_VIOLATED'],
}

/** The service with items of every kind in force, each known by how it is plainly said. */
export interface Hall {
  app: TestApp
  codes: ReadonlyMap<PlainItem, string>
  tokens: Readonly<Record<string, string>>
}

/** Puts the items in force beside the food licence, at its window; where consequences do not follow, by a procedure that says so. */
export async function openHall(app: TestApp, items: readonly PlainItem[]): Promise<Hall> {
  const sql = (text: string, values: unknown[] = []) => app.database.asOwner(text, values)
  await sql(`insert into workflow_versions (key, version, definition, published_at, published_by, organisation_code)
    select 'two-step-by-hand', version, definition || '{"key": "two-step-by-hand", "automaticConsequences": false}',
      published_at, published_by, organisation_code from workflow_versions where key = 'two-step'`)
  // Everybody is the same applicant, whom a false statement would bar from the next case for a year.
  await sql(
    `with made as (select (jsonb_populate_record(t, jsonb_build_object('version', t.version + 1,
         'effective_from', '2024-01-02', 'document', t.document - 'barAfterFalseStatement'))).*
       from item_versions t where item_code = $1 and version = 1)
     insert into item_versions select * from made`,
    [FOOD_LICENCE_ITEM_CODE],
  )
  const codes = new Map<PlainItem, string>()
  for (const [index, item] of items.entries()) {
    const itemCode = `${FOOD_LICENCE_ITEM_CODE.slice(0, -3)}${900 - index}`
    const workflow = item.automatic ? 'two-step' : 'two-step-by-hand'
    const document = { ...documentOf(item), itemCode, workflow }
    const changes = JSON.stringify({ item_code: itemCode })
    const version = JSON.stringify({
      item_code: itemCode,
      version: 1,
      effective_from: '2024-01-01',
      document,
    })
    for (const [table, with_] of Object.entries({
      items: changes,
      item_versions: version,
      window_authorities: changes,
    })) {
      const once = table === 'item_versions' ? 'and t.version = 1' : ''
      await sql(
        `with made as (select (jsonb_populate_record(t, $1)).* from ${table} t where item_code = $2 ${once})
         insert into ${table} select * from made`,
        [with_, FOOD_LICENCE_ITEM_CODE],
      )
    }
    codes.set(item, itemCode)
  }
  const tokens = await Promise.all(ROLES.map(async (role) => [role, await app.token(role)] as const))
  return { app, codes, tokens: Object.fromEntries(tokens) }
}

/** One case at the counter. */
export class IntakeCounter implements Desk {
  readonly #hall: Hall
  readonly #caseNo: string
  #today: string
  #case: Answer
  #last: Answer
  #toldAgain: number[] = []
  #turn = 0

  private constructor(hall: Hall, created: Answer, today: string) {
    this.#hall = hall
    this.#caseNo = created.body.caseNo
    this.#today = today
    this.#case = created
    this.#last = created
  }

  /** Hands the application in. */
  static async open(
    hall: Hall,
    item: PlainItem,
    papers: readonly Paper[],
    on: string,
  ): Promise<IntakeCounter> {
    await hall.app.setNow(`${on}T01:00:00.000000Z`)
    const body = { ...foodCase(), itemCode: hall.codes.get(item), materials: papers.map(materialInput) }
    const headers = { 'idempotency-key': randomUUID() }
    const created = await hall.app.request('POST', '/v1/cases', {
      token: hall.tokens.clerk ?? '',
      body,
      headers,
    })
    if (created.status !== 201) throw new Error(created.text)
    return new IntakeCounter(hall, created, on)
  }

  async act(deed: Deed, today: string): Promise<Verdict> {
    if (today !== this.#today) await this.#hall.app.setNow(`${today}T01:00:00.000000Z`)
    this.#today = today
    this.#last = await this.#send(deed)
    this.#case = await this.#ask('clerk', '')
    if (this.#last.status === 200 && deed.do === 'tell') await this.#askSupervision()
    if (this.#last.status === 412) return 'law first'
    return this.#last.status === 200 ? 'done' : 'no'
  }

  #send(deed: Deed): Promise<Answer> {
    if (deed.do === 'look') {
      const there = this.#case.body.materials.find((each: Material) => each.materialCode === deed.code)
      const body = deed.wanting ? { result: 'defective', reason: '不清晰' } : { result: 'ok' }
      return this.#ask('clerk', `/materials/${there?.id ?? randomUUID()}/inspection`, body)
    }
    return this.#ask(DEEDS[deed.do].by, '/transitions', commandOf(deed))
  }

  #ask(role: Role, path: string, body?: object): Promise<Answer> {
    const { app, tokens } = this.#hall
    return app.request(body === undefined ? 'GET' : 'POST', `/v1/cases/${this.#caseNo}${path}`, {
      token: tokens[role] ?? '',
      ...(body === undefined ? {} : { body, headers: { 'if-match': '*' } }),
    })
  }

  async #askSupervision(): Promise<void> {
    const { app, tokens } = this.#hall
    const url = `/v1/alerts?rule=CORRECT_TWICE&caseNo=${this.#caseNo}`
    const { body } = await app.request('GET', url, { token: tokens.supervisor ?? '' })
    this.#toldAgain = body.data.map((_: object, index: number) => index + 2)
  }

  standing(): Standing {
    const { status, receivedOn, acceptedOn, acceptMode, missing, deferred, clocks, ...more } = this.#case.body
    const running = (kind: string): string[] =>
      clocks
        .flatMap((each: Clock) => (each.kind === kind && each.state !== 'STOPPED' ? [each.due] : []))
        .sort()
    return {
      status,
      received: receivedOn,
      accepted: acceptedOn,
      how: acceptMode,
      missing: missing.map((each: Material) => each.materialCode).sort(),
      asked: this.seen.asked.codes.toSorted(),
      promises: deferred.map(
        (each: Deferred) => `${each.materialCode} ${each.dueOn} ${each.suppliedOn ?? ''}`,
      ),
      words: more.commitments.map((each: Material) => each.materialCode).sort(),
      last: {
        intake: running('INTAKE_5D'),
        correction: running('CORRECTION'),
        promises: running('DEFERRED'),
      },
      toldAgain: this.#toldAgain,
      result: more.resultType,
    }
  }

  get seen() {
    const { status, missing, materials, correction } = this.#case.body
    const asked: Asked[] = status === 'AWAITING_CORRECTION' ? (correction?.items ?? []) : []
    return {
      status,
      missing: missing.map((each: Material) => each.materialCode),
      defective: materials.flatMap((each: Material) =>
        each.inspection?.result === 'defective' ? [each.materialCode] : [],
      ),
      asked: {
        codes: [...new Set(asked.flatMap(({ materialCode }) => materialCode ?? []))],
        fields: asked.flatMap(({ field }) => field ?? []),
      },
    }
  }

  hears(deed: Deed): boolean {
    if (deed.do === 'tell') return deed.codes.length + deed.fields.length > 0
    return deed.do !== 'acceptLater' || deed.promises.length > 0
  }

  /** As what the last deed was refused, and what each role is offered now. */
  async differs(judge: IntakeJudge, deed: Deed, today: string): Promise<object | undefined> {
    const { status, body } = this.#last
    if (status >= 400 && status !== 412) {
      const ought = REFUSALS[judge.whyNot(deed)]
      if (ought[0] !== status || ought[1] !== body.code)
        return { refused: [status, body.code, body.detail], ought }
    }
    const open = judge.open(today)
    if (open === undefined) return undefined
    if (Array.isArray(body.allowed) && deed.do !== 'look')
      return differenceOf(DEEDS[deed.do].by, open, body.allowed, 'allowed')
    const role = ROLES[this.#turn++ % (ROLES.length - 1)] ?? 'clerk'
    const offered = await this.#ask(role, '/actions')
    return differenceOf(
      role,
      open,
      offered.body.data.map((each: { action: string }) => each.action),
      'offered',
    )
  }
}

/** The judge knows intake, correction and deferral; of what else a role is offered it says nothing. */
function differenceOf(role: Role, open: Deed['do'][], actions: string[], where: string): object | undefined {
  const own = Object.entries(DEEDS).filter(([, { by }]) => by === role)
  const is = own.filter(([, { action }]) => actions.includes(action)).map(([deed]) => deed)
  const ought = own.map(([deed]) => deed).filter((deed) => open.includes(deed as Deed['do']))
  return is.join() === ought.join() ? undefined : { role, [where]: is, oughtToBe: ought }
}

interface Material {
  id: string
  materialCode: string
  inspection?: { result: string }
}
interface Clock {
  kind: string
  state: string
  due: string
}
interface Deferred {
  materialCode: string
  dueOn: string
  suppliedOn?: string
}
interface Asked {
  materialCode?: string
  field?: string
}
