import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import type { Role } from '../../src/shared/roles.js'
import {
  CITY_ADMINISTRATION,
  COUNTY_APPROVAL,
  COUNTY_FIRE,
  COUNTY_FORESTRY,
  COUNTY_MARKET,
  FOOD_LICENCE_ITEM_CODE,
  OTHER_COUNTY_MARKET,
  TOP_ORGANISATION,
  TOWN_GOVERNMENT,
} from '../../src/shared/sample-codes.js'
import type { Relation } from '../contract/matrix.js'
import { type Answer, startTestApp, type TestApp, type TestAppOptions } from './app.js'
import { createCase, foodCase, transition } from './cases.js'
import { SAMPLE_WINDOWS } from './sample.js'

/** A window of the city's hall, which the tests let collect the market bureau's item. */
export const COLLECTING_WINDOW = SAMPLE_WINDOWS.find(({ kind }) => kind === 'hallPermits')?.id ?? ''

/** Whose staff a caller is, of what relation to a case of the market bureau. */
const ORGAN_OF: Readonly<Record<Relation, string>> = {
  own: COUNTY_MARKET,
  same: COUNTY_FORESTRY,
  aboveOrgan: TOP_ORGANISATION,
  above: TOP_ORGANISATION,
  asked: COUNTY_FIRE,
  entrusted: COUNTY_APPROVAL,
  accepts: TOWN_GOVERNMENT,
  collects: CITY_ADMINISTRATION,
  unrelated: OTHER_COUNTY_MARKET,
  party: TOP_ORGANISATION,
}
export const PARTY = 'the-party'

/** A token of somebody in a role, of one relation to the cases of this hall. `organ`: another organ's own staff. */
export function tokenOf(
  app: TestApp,
  role: Role,
  relation: Relation,
  organ: string = COUNTY_MARKET,
): Promise<string> {
  const known = signed.get(app) ?? new Map<string, Promise<string>>()
  signed.set(app, known)
  const name = [role, relation, organ].join(' ')
  const token = known.get(name) ?? signFor(app, role, relation, organ)
  known.set(name, token)
  return token
}

/** Signing takes longer than asking: one token for each of the few hundred callers. */
const signed = new WeakMap<TestApp, Map<string, Promise<string>>>()

function signFor(app: TestApp, role: Role, relation: Relation, organ: string): Promise<string> {
  if (relation === 'party') return app.token(role, { subject: PARTY })
  const organisation = relation === 'own' ? organ : ORGAN_OF[relation]
  return app.token(role, {
    organisation,
    subject: `${relation}-${role}`,
    scope: relation === 'above' ? 'subtree' : 'organ',
    posts: ['负责人'],
  })
}

/** The delegation and the window's authority that the relations need. */
export async function prepareHall(app: TestApp): Promise<void> {
  await app.database.asOwner(
    `insert into delegations (id, from_code, to_code, items, kind, document, valid_from, valid_to, granted_by, granted_at)
     values ($1, $2, $3, array[$4], 'entrusted', '市监发〔2026〕1号', '2026-01-01', '2026-12-31', 'test', now())`,
    [randomUUID(), COUNTY_MARKET, COUNTY_APPROVAL, FOOD_LICENCE_ITEM_CODE],
  )
  await app.database.asOwner(
    `insert into window_authorities (window_id, item_code, level) values ($1, $2, 'collects')
     on conflict (window_id, item_code) do update set level = 'collects'`,
    [COLLECTING_WINDOW, FOOD_LICENCE_ITEM_CODE],
  )
}

/** One case as the relations see it: where `collects` matters, the one that came in at the collecting window. */
export interface HallCases {
  town: string
  city: string
  of(relation: Relation): string
}

/** A case taken in at the town's window and one at the city's; the party is the applicant of both. */
/** Two cases under review, each with a question to the fire brigade. */
export const reviewWithQuestion = (app: TestApp) => async (last: Answer) => {
  const accepted = await transition(app, 'clerk', last, { action: 'accept' })
  const reviewing = await transition(app, 'reviewer', accepted, { action: 'startReview' })
  const question = {
    action: 'requestJointReview',
    organisations: [COUNTY_FIRE],
    question: '是否符合消防要求',
  }
  return transition(app, 'reviewer', reviewing, question)
}

/** The hall with its two cases. */
export async function startHall(
  t: Test,
  options: TestAppOptions = {},
): Promise<{ app: TestApp; cases: HallCases }> {
  const app = await startTestApp(t, options)
  await prepareHall(app)
  return { app, cases: await twoCases(app, reviewWithQuestion(app)) }
}

/** One act on whatever version the case has. */
export async function actInHall(
  app: TestApp,
  token: string,
  caseNo: string,
  command: object,
  status?: number,
): Promise<Answer> {
  const answer = await app.request('POST', `/v1/cases/${caseNo}/transitions`, {
    token,
    body: command,
    headers: { 'if-match': '*' },
  })
  if (status !== undefined && answer.status !== status) throw new Error(`${answer.status} ${answer.text}`)
  return answer
}

/** Hands a case over, with one paper of it; gives the list. */
export async function handOver(
  app: TestApp,
  caseNo: string,
  {
    from,
    to,
    token,
    materialCode = 'layout-plan',
  }: { from: string; to: string; token?: string; materialCode?: string },
): Promise<Answer['body']> {
  const answer = await app.request('POST', '/v1/handovers', {
    token: token ?? (await app.token('clerk')),
    body: { from, to, cases: [caseNo], sheets: [{ caseNo, materialCode, count: 1 }] },
  })
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`)
  return answer.body
}

/** What the city's window collected is handed over and received: only then is it the bureau's. */
export async function bringToOrgan(app: TestApp, caseNo: string): Promise<void> {
  const { handoverId } = await handOver(app, caseNo, { from: COLLECTING_WINDOW, to: COUNTY_MARKET })
  const answer = await app.request('POST', `/v1/handovers/${handoverId}/receive`, {
    token: await app.token('clerk'),
    body: {},
  })
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
}

export async function twoCases(
  app: TestApp,
  bring: (answer: Answer) => Promise<unknown>,
): Promise<HallCases> {
  const made: string[] = []
  for (const windowId of [undefined, COLLECTING_WINDOW]) {
    const answer = await createCase(app, {
      ...foodCase(),
      ...(windowId === undefined ? {} : { windowId }),
    })
    const { caseNo } = answer.body
    if (windowId !== undefined) await bringToOrgan(app, caseNo)
    await app.database.asOwner(
      `update case_parties set subject = $2 where case_id = (select id from cases where case_no = $1)`,
      [caseNo, `urn:yichuang:dev|${PARTY}`],
    )
    await bring(await app.request('GET', `/v1/cases/${caseNo}`, { token: await app.token('clerk') }))
    made.push(caseNo)
  }
  const [town = '', city = ''] = made
  return { town, city, of: (relation) => (relation === 'collects' ? city : town) }
}
