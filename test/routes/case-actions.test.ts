import t from 'tap'
import type { Role } from '../../src/shared/roles.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, nextLeshanCase, transition } from '../helpers/cases.js'

interface Listed {
  action: string
  input: {
    required: string[]
    properties: Record<string, { const?: unknown; enum?: unknown[]; examples?: unknown[] }>
  }
  foreseen: { status: string }
}

const ROLES: Role[] = ['clerk', 'reviewer', 'approver', 'issuer', 'lead']
const SUBJECT: Partial<Record<Role, string>> = {}

/** Ways to bring a fresh case into a status. */
const WAYS: Record<string, (app: TestApp) => Promise<Answer>> = {
  SUBMITTED: (app) => createCase(app, foodCase()),
  'SUBMITTED on the spot': (app) => createCase(app, nextLeshanCase()),
  'SUBMITTED with something missing': (app) => createCase(app, foodCase({ without: ['safety-rules'] })),
  AWAITING_CORRECTION: async (app) =>
    transition(app, 'clerk', await createCase(app, foodCase({ without: ['layout-plan'] })), {
      action: 'requestCorrection',
      items: [{ materialCode: 'layout-plan', reason: '缺少' }],
    }),
  ACCEPTED: async (app) => transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' }),
  REVIEWING: async (app) =>
    transition(app, 'reviewer', await (WAYS.ACCEPTED as (app: TestApp) => Promise<Answer>)(app), {
      action: 'startReview',
    }),
  SPECIAL_PROCEDURE: async (app) =>
    transition(app, 'reviewer', await (WAYS.REVIEWING as (app: TestApp) => Promise<Answer>)(app), {
      action: 'startSpecial',
      kind: 'inspection',
      estimatedDays: 5,
      basis: '第四十五条',
    }),
  DECIDING: async (app) =>
    transition(app, 'reviewer', await (WAYS.REVIEWING as (app: TestApp) => Promise<Answer>)(app), {
      action: 'completeStep',
    }),
  APPROVED: async (app) =>
    transition(app, 'approver', await (WAYS.DECIDING as (app: TestApp) => Promise<Answer>)(app), {
      action: 'approve',
    }),
  DENIED: async (app) =>
    transition(app, 'approver', await (WAYS.DECIDING as (app: TestApp) => Promise<Answer>)(app), {
      action: 'deny',
      reason: '经营场所不符合食品安全标准',
    }),
  CLOSED: async (app) =>
    transition(app, 'approver', await (WAYS.APPROVED as (app: TestApp) => Promise<Answer>)(app), {
      action: 'close',
    }),
  DELIVERED: async (app) =>
    transition(app, 'issuer', await (WAYS.CLOSED as (app: TestApp) => Promise<Answer>)(app), {
      action: 'deliver',
      method: 'post',
      address: '四川省乐山市市中区示例路1号',
      trackingNumber: 'EA123456789CN',
    }),
}

t.test('each action that is listed succeeds with its example and leads where it was foreseen', async (t) => {
  const app = await startTestApp(t)
  let tried = 0
  for (const [name, bring] of Object.entries(WAYS)) {
    const last = await bring(app)
    for (const role of ROLES) {
      const subject = SUBJECT[role]
      const token = await app.token(role, subject === undefined ? {} : { subject })
      const listed = await app.request('GET', `/v1/cases/${last.body.caseNo}/actions`, { token })
      for (const { action, input, foreseen } of listed.body.data as Listed[]) {
        t.notMatch(JSON.stringify(input), '"$ref"', `${name} ${action}`)
        if (action === 'accept' || action === 'handleOnTheSpot') t.same(input.required, ['action'])
        const body = Object.fromEntries(
          input.required.map((property) => {
            const schema = input.properties[property] ?? {}
            return [property, schema.const ?? schema.enum?.[0] ?? schema.examples?.[0]]
          }),
        )
        const fresh = await bring(app)
        const done = await app.request('POST', `/v1/cases/${fresh.body.caseNo}/transitions`, {
          token,
          body,
          headers: { 'if-match': fresh.headers.etag ?? '' },
        })
        t.match(
          done,
          { status: 200, body: { status: foreseen.status } },
          `${name}: ${action} by ${role} ${done.status === 200 ? '' : done.text}`,
        )
        tried += 1
      }
    }
  }
  t.ok(tried > 40, `${tried} actions tried`)
})
