import { importJWK, SignJWT } from 'jose'
import type { Test } from 'tap'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { devIssuerKey } from '../../src/http/dev-issuer.js'
import { createCaseMonitor } from '../../src/service.js'
import { ROLE_NAMES, type Role } from '../../src/shared/roles.js'
import { COUNTY_MARKET, TOP_ORGANISATION, TOWN_GOVERNMENT } from '../../src/shared/sample-codes.js'
import type { Answer, TestApp } from '../helpers/app.js'
import { startHall, tokenOf } from '../helpers/hall.js'
import { watchConnections } from '../helpers/one-connection.js'
import { integersOf, OPERATIONS_OF_CONTRACT, type Operation } from '../helpers/operations.js'
import {
  CLAIMS,
  INSPECTS,
  KINDS,
  LINES,
  READS_CLEAR,
  RELATIONS,
  type Relation,
  SEES,
  SIGNED,
  STANDS,
} from './matrix.js'
import type { Choice } from './matrix-choice.js'
import { harmless, prepareThings } from './matrix-things.js'

const OWNERS = { county: COUNTY_MARKET, town: TOWN_GOVERNMENT, province: TOP_ORGANISATION }

const CALLERS = 20

type Expected = 'passes' | number | 'empty' | 'holds'

/** What a caller gets, by the reviewed file alone. */
function expectedOf(id: string, role: Role, relation: Relation): Expected {
  const { kind, roles } = LINES.get(id) ?? { kind: '', roles: [] }
  if (!roles.includes(role)) return 403
  const { from, other } = KINDS[kind] ?? { from: [], other: 0 }
  if (kind === 'case') return SEES[role]?.includes(relation) === true ? 'passes' : 404
  if (kind === 'message')
    return relation === 'party' || SEES[role]?.includes(relation) === true ? 'passes' : 404
  if (kind === 'staffed' || (kind === 'answered' && relation !== 'asked'))
    return relation !== 'party' && SEES[role]?.includes(relation) === true ? 'passes' : 404
  if (kind === 'answered' && relation === 'asked' && SEES[role]?.includes(relation) === true) return 403
  if (kind === 'clear' && READS_CLEAR[role]?.includes(relation) === true) return 'passes'
  if (kind === 'clear') return SEES[role]?.includes(relation) === true ? 403 : 404
  if (kind === 'inspected' && INSPECTS[role]?.includes(relation) === true) return 'passes'
  if (kind === 'standing' && STANDS[role]?.includes(relation) === true) return 'passes'
  if (kind === 'told' && relation === 'asked' && SEES[role]?.includes(relation) === true) return 'passes'
  if (kind === 'claimed' && CLAIMS[role]?.includes(relation) === true) return 'passes'
  if (['standing', 'inspected', 'claimed', 'told'].includes(kind))
    return SEES[role]?.includes(relation) === true ? 403 : 404
  if (kind === 'holder' && role === 'citizen') return relation === 'party' ? 'passes' : 404
  if (kind === 'alert' && relation === 'party') return 403
  if (kind === 'received' && relation === 'collects') return 403
  if (kind === 'tasks' && ['accepts', 'collects'].includes(relation)) return 'empty'
  if (kind === 'cases' || kind === 'tasks') return SEES[role]?.includes(relation) === true ? 'holds' : 'empty'
  if (kind === 'absence' && role === 'lead' && ['above', 'party'].includes(relation)) return 403
  if (kind === 'lookup' && role !== 'clerk') return 403
  if (kind === 'intake' && role !== 'clerk') return 'passes'
  if (other === 'empty') return from.includes(relation) ? 'passes' : 'empty'
  return from.includes(relation) ? 'passes' : other
}

function check(t: Test, name: string, expected: Expected, answer: Answer): void {
  const { status, body, text } = answer
  if (expected === 'empty') return void t.match(answer, { status: 200, body: { data: [] } }, name)
  if (expected === 'holds')
    return void t.ok(status === 200 && body.data.length > 0, `${name}: ${status} holds the case`)
  if (expected !== 'passes') return void t.equal(status, expected, `${name}: ${status} ${text.slice(0, 200)}`)
  t.notOk(
    [401, 403, 404].includes(status) || status >= 500,
    `${name}: ${status} ${status < 300 ? '' : text.slice(0, 300)}`,
  )
}

/** Sends every operation as the callers that `choose` takes of each role in each relation; returns how many. */
export async function judgeOperations(t: Test, choose: Choice): Promise<number> {
  // Two connections and twenty callers at once: a request that waited for a second one would hold up all.
  const { app, cases } = await startHall(t, { env: { POOL_SIZE: '2' } })
  const connections = watchConnections(app.deps.pool)
  await app.setNow('2026-03-20T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  while ((await sequenceBatch(app.deps.pool)) > 0);
  const things = await prepareThings(app, cases)
  const send = (operation: Operation, relation: Relation, token: string | undefined, trace = '') =>
    connections.during(operation.id, () =>
      app.request(operation.method, things.pathOf(operation, relation), {
        ...(token === undefined ? {} : { token }),
        ...(harmless(operation, relation, cases) === undefined
          ? {}
          : { body: harmless(operation, relation, cases) }),
        headers: { 'idempotency-key': crypto.randomUUID(), ...(trace === '' ? {} : { traceparent: trace }) },
      }),
    )
  const bad = await badTokens(app)
  let cells = 0
  // Suspending and retiring the item comes last: the others need it.
  const last = ({ id }: Operation) => Number(/^(suspend|resume|retire)/.test(id))
  for (const operation of OPERATIONS_OF_CONTRACT.toSorted((a, b) => last(a) - last(b))) {
    const line = LINES.get(operation.id)
    if (line === undefined) {
      const { status } = await send(operation, 'own', undefined)
      t.equal(status === 401, SIGNED.includes(operation.id), `${operation.id} is for everybody, or signed`)
      continue
    }
    for (const token of [undefined, ...bad])
      t.equal((await send(operation, 'own', token)).status, 401, `${operation.id} without a valid token`)
    const callers = choose(
      ROLE_NAMES.flatMap((role) =>
        RELATIONS.map((relation) => ({
          role,
          relation,
          expected: expectedOf(operation.id, role, relation),
        })),
      ),
    )
    const ask = async ({ role, relation, expected }: (typeof callers)[number]) => {
      cells += 1
      const owner = OWNERS[KINDS[line.kind]?.owner ?? 'county']
      const token = await tokenOf(app, role, relation, owner)
      const name = `${operation.id} by ${role}, ${relation}`
      check(t, name, expected, await send(operation, relation, token))
      if (['case', 'message'].includes(line.kind) && expected === 404)
        await sameAsAbsent(t, name, operation, relation, token)
    }
    for (let first = 0; first < callers.length; first += CALLERS)
      await Promise.all(callers.slice(first, first + CALLERS).map(ask))
  }
  await numbersBeyond(t)
  await unknownParameters(t)
  t.same(connections.second(), [], 'never two connections in one request')
  return cells

  /** A whole number of path or query that no column holds is one that nothing has: no fault of the service. */
  async function numbersBeyond(t: Test) {
    let asked = 0
    for (const operation of OPERATIONS_OF_CONTRACT) {
      const role = ROLE_NAMES.find((each) => LINES.get(operation.id)?.roles.includes(each))
      const token = role === undefined ? undefined : await tokenOf(app, role, 'above')
      for (const { name, in: where } of integersOf(operation))
        for (const number of ['2147483648', '9007199254740993', '9223372036854775808']) {
          const path = where === 'path' ? operation.path.replace(`{${name}}`, number) : operation.path
          const url = things.pathOf({ ...operation, path }, 'above')
          const answer = await app.request(
            operation.method,
            where === 'path' ? url : `${url}?${name}=${number}`,
            {
              ...(token === undefined ? {} : { token }),
              ...(operation.body === undefined ? {} : { body: operation.body }),
              headers: { 'idempotency-key': crypto.randomUUID(), 'if-match': '"0"' },
            },
          )
          t.ok(answer.status < 500, `${operation.id} ${name}=${number}: ${answer.status}`)
          asked += 1
        }
    }
    t.ok(asked > 100, `${asked} numbers`)
  }

  /** A parameter that nobody knows is refused by every operation, reads and writes, before anything else is looked at. */
  async function unknownParameters(t: Test) {
    for (const operation of OPERATIONS_OF_CONTRACT) {
      const role = ROLE_NAMES.find((each) => LINES.get(operation.id)?.roles.includes(each))
      const [path = ''] = things.pathOf(operation, 'above').split('?')
      const { status, body, text } = await app.request(operation.method, `${path}?nonsense=1`, {
        ...(role === undefined ? {} : { token: await tokenOf(app, role, 'above') }),
        ...(operation.body === undefined ? {} : { body: operation.body }),
        headers: { 'accept-language': 'en' },
      })
      t.equal(status, 400, `${operation.id}: ${status} ${text.slice(0, 200)}`)
      if (operation.method === 'HEAD') continue
      t.equal(body.errors?.[0].pointer, '?nonsense', operation.id)
      t.match(body.errors?.[0].message, /none is taken here|known are: \w/, operation.id)
    }
  }

  /** What one may not see and what is not there answer the same, to the byte. */
  async function sameAsAbsent(
    t: Test,
    name: string,
    operation: Operation,
    relation: Relation,
    token: string,
  ) {
    const trace = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`
    const foreign = await send(operation, relation, token, trace)
    const { absent } = things
    const path = things.pathOf(operation, relation).replaceAll(cases.of(relation), absent)
    const there = await app.request(operation.method, path, {
      token,
      ...(harmless(operation, relation, cases) === undefined
        ? {}
        : { body: harmless(operation, relation, cases) }),
      headers: { 'idempotency-key': crypto.randomUUID(), traceparent: trace },
    })
    t.equal(
      foreign.text.replaceAll(cases.of(relation), absent),
      there.text,
      `${name}: as if it were not there`,
    )
  }
}

/** Tokens that prove nothing: expired, and for another audience. */
async function badTokens(app: TestApp): Promise<string[]> {
  const key = await importJWK(devIssuerKey(app.deps.config.dataDir), 'ES256')
  const forged = (audience: string, expires: string) =>
    new SignJWT({ grants: [{ role: 'clerk', organisation: TOP_ORGANISATION, scope: 'subtree' }] })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
      .setIssuer('urn:yichuang:dev')
      .setAudience(audience)
      .setSubject('x')
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(key)
  return [await forged('yichuang', '-1h'), await forged('elsewhere', '1h')]
}
