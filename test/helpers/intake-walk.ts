import { randomUUID } from 'node:crypto'
import { CITY_ADMINISTRATION, COUNTY_MARKET, FOOD_LICENCE_ITEM_CODE } from '../../src/shared/sample-codes.js'
import type { Answer, TestApp } from './app.js'
import { foodCase, MARKET_WINDOW } from './cases.js'
import { COLLECTING_WINDOW } from './hall.js'
import type { Hall } from './intake-counter.js'
import { materialInput } from './intake-desk.js'
import { daysAfter, type Way } from './intake-judge.js'
import { Chance } from './intake-play.js'
import { foodBusinessLicence } from './sample.js'

// Cases that go only where `…/actions` points: whoever is offered something does it with the example that stands there.

/** Where a case comes in, and by whom; the first brings it. */
const CHANNELS = {
  window: { channel: 'WINDOW', windowId: MARKET_WINDOW, by: 'clerk' },
  collected: { channel: 'WINDOW', windowId: COLLECTING_WINDOW, by: 'collector' },
  web: { channel: 'WEB', by: 'citizen' },
  mobile: { channel: 'MOBILE', by: 'citizen' },
  kiosk: { channel: 'KIOSK', by: 'citizen' },
  assisted: { channel: 'ASSISTANT', by: 'assistant' },
} as const
export type WayIn = keyof typeof CHANNELS
export const WAYS_IN = Object.keys(CHANNELS) as WayIn[]

const OVER = 'NOT_REQUIRED NOT_ACCEPTED DELIVERED WITHDRAWN TERMINATED VOIDED'.split(' ')
/** To give up is no way on; to be turned away is the end of most walks that may be. */
const GIVING_UP = ['withdraw', 'terminate', 'void']
const TURNING_AWAY = ['refuseAcceptance', 'declareNotRequired']
const STEPS = 30
const PROVEN: Way[] = ['paper', 'paper', 'licence', 'later']

interface Offer {
  by: string
  action: string
  input: { required?: string[]; properties?: Record<string, Property> }
}
interface Property {
  const?: unknown
  enum?: unknown[]
  examples?: unknown[]
}

/** Tokens of everybody who may have to do with the cases. */
export async function peopleOf(app: TestApp): Promise<Record<string, string>> {
  const roles = ['clerk', 'reviewer', 'approver', 'issuer', 'lead', 'citizen'] as const
  const tokens = await Promise.all(roles.map(async (role) => [role, await app.token(role)] as const))
  return {
    ...Object.fromEntries(tokens),
    collector: await app.token('clerk', { organisation: CITY_ADMINISTRATION, subject: 'collector' }),
    assistant: await app.token('assistant', { organisation: COUNTY_MARKET, subject: 'assistant' }),
  }
}

/** One case from a way in to its end, or so many steps; the statuses that it was in, or what was wrong. */
export async function walk(
  hall: Hall,
  people: Readonly<Record<string, string>>,
  { seed, wayIn }: { seed: number; wayIn: WayIn },
): Promise<{ statuses: string[]; wrong?: string }> {
  const { app } = hall
  const chance = new Chance(seed)
  const { by, ...place } = CHANNELS[wayIn]
  const [item, code] = chance.of([...hall.codes])
  const isPlain = wayIn !== 'collected' && chance.is(0.8)
  const codes = isPlain
    ? item.papers.map((paper) => paper.code)
    : foodBusinessLicence.materials.map((material) => material.materialCode)
  const brought = chance.some(codes, chance.of([0.3, 0.7, 1]))
  let today = daysAfter('2026-02-10', chance.upTo(200))
  const ask = (who: string, method: string, path: string, body?: object): Promise<Answer> =>
    app.request(method, path, {
      token: people[who] ?? '',
      ...(body === undefined ? {} : { body, headers: { 'if-match': '*', 'idempotency-key': randomUUID() } }),
    })
  const comes = () => app.setNow(`${today}T01:00:00.000000Z`)
  await comes()
  const created = await ask(by, 'POST', '/v1/cases', {
    ...foodCase(),
    windowId: undefined,
    parties: foodCase().parties.map((party) => ({
      ...party,
      // Who is helped is there, and was looked at (帮办).
      ...(wayIn === 'assisted'
        ? { identityProof: { method: 'manual', at: `${today}T00:30:00Z`, reference: '现场核验' } }
        : {}),
    })),
    ...place,
    itemCode: isPlain ? code : FOOD_LICENCE_ITEM_CODE,
    materials: brought.map((each) => materialInput({ code: each, as: chance.of(PROVEN) })),
  })
  const statuses: string[] = []
  const wrong = (what: string, more: object = {}) => ({
    statuses,
    wrong: `${wayIn} ${seed}, ${statuses.join(' → ')}: ${what} ${JSON.stringify(more)}`,
  })
  if (created.status !== 201) return wrong('not taken in', created.body)
  const path = `/v1/cases/${created.body.caseNo}`

  for (let step = 0; step < STEPS; step += 1) {
    const { body: now } = await ask('clerk', 'GET', path)
    if (statuses.at(-1) !== now.status) statuses.push(now.status)
    if (OVER.includes(now.status)) break
    const offers = await offersIn(now.status)
    const onward = offers.filter(({ action }) => !GIVING_UP.includes(action))
    const isUnderWay = now.collected !== undefined && now.collected.receivedOn === undefined
    if (isUnderWay && now.status === 'SUBMITTED') {
      const list = { from: COLLECTING_WINDOW, to: COUNTY_MARKET, cases: [now.caseNo], sheets: [] }
      const sent = await ask('collector', 'POST', '/v1/handovers', list)
      const come = await ask('clerk', 'POST', `/v1/handovers/${sent.body.handoverId}/receive`, {})
      if (come.status !== 200) return wrong('cannot be handed over', [sent.body, come.body])
      continue
    }
    if (onward.length === 0) return wrong('a dead end', { offers: offers.map(({ action }) => action) })
    if (now.status === 'AWAITING_CORRECTION' && !onward.some((each) => each.by === by))
      return wrong('whoever brought it cannot bring what was asked for')
    if (chance.is(0.2)) {
      today = daysAfter(today, chance.of([1, 3, 9]))
      await comes()
      continue
    }
    if (chance.is(0.15) && now.materials.length > 0 && ['SUBMITTED', 'REVIEWING'].includes(now.status)) {
      const { id } = chance.of(now.materials as { id: string }[])
      await ask('clerk', 'POST', `${path}/materials/${id}/inspection`, {
        result: 'defective',
        reason: '不清晰',
      })
      continue
    }
    const further = onward.filter(({ action }) => !TURNING_AWAY.includes(action))
    const offer = chance.of(chance.is(0.9) && further.length > 0 ? further : offers)
    const done = await ask(offer.by, 'POST', `${path}/transitions`, exampleOf(offer))
    // On a day that has passed the law speaks first, whatever was offered.
    if (done.status !== 200 && done.status !== 412)
      return wrong('an offer is refused', { by: offer.by, input: exampleOf(offer), answer: done.body })
  }
  return { statuses }

  async function offersIn(status: string): Promise<Offer[]> {
    const atIntake = ['SUBMITTED', 'AWAITING_CORRECTION'].includes(status)
    const asked = new Set([by, ...(atIntake ? ['clerk'] : ['clerk', 'reviewer', 'approver', 'issuer'])])
    const all = await Promise.all(
      [...asked].map(async (who) => {
        const { body } = await ask(who, 'GET', `${path}/actions`)
        return (body.data ?? []).map((each: Omit<Offer, 'by'>) => ({ ...each, by: who }))
      }),
    )
    return all.flat()
  }
}

/** The action with the first value that stands for each input that it requires. */
function exampleOf({ action, input: { required = [], properties = {} } }: Offer): Record<string, unknown> {
  const entries = required.map((name) => {
    const { const: only, examples = [], enum: values = [] } = properties[name] ?? {}
    return [name, only ?? examples[0] ?? values[0]] as const
  })
  return { ...Object.fromEntries(entries), action }
}
