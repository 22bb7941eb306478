import { randomUUID } from 'node:crypto'
import t from 'tap'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { signStaffToken } from '../../src/http/dev-issuer.js'
import { TOP_ORGANISATION } from '../../src/shared/sample-codes.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { foodCase } from '../helpers/cases.js'
import { grantedToken } from '../helpers/personal.js'

// biome-ignore lint/suspicious/noExplicitAny: a mapping reads what it expects; what is missing fails its assertion
type Json = any

/** What a platform holds of a case: its events, and what single reads within its grant give. */
interface Held {
  events: Json[]
  /** GET /v1/exchange/cases/{caseNo} */
  case: Json
  /** GET /v1/cases/{caseNo}/parties?clear=true&purpose= */
  applicant: Json
  /** GET /v1/cases/{caseNo}/words?clear=true&purpose= */
  words: Json[]
  /** GET /v1/items/{itemCode}/versions/{version} */
  item: Json
  /** GET /v1/organisations/{code} */
  organisation: Json
}

type Column = (held: Held, event: Json) => unknown
const first = (held: Held, ...types: string[]) => held.events.find(({ type }) => types.includes(type))
const saidWith = (held: Held, event: Json) => held.words.find(({ version }) => version === event.version)
const opened = (held: Held, taskId: string) =>
  held.events.flatMap(({ payload }) => payload.tasksOpened ?? []).find((task: Json) => task.taskId === taskId)
const acceptance = (held: Held) => first(held, 'case.accept', 'case.acceptWithDeferral', 'case.deemAccept')

/** NOT NULL in every table of the collection. */
const COMMON: Record<string, Column> = {
  row_guid: (_, event) => event.id,
  cd_operation: (_, event) => (event.version === 1 ? 'I' : 'U'),
  cd_time: (_, event) => event.occurredAt,
  cd_batch: (_, event) => String(event.position),
  data_source: (held) => held.organisation.division.slice(0, 3),
  project_no: (_, event) => event.caseNo,
}

/** NOT NULL columns of domain.md §3.1, each with where it comes from. */
const TABLES: Record<string, { of: (held: Held) => Json[]; columns: Record<string, Column> }> = {
  up_pro_accept: {
    of: (held) => [acceptance(held)],
    columns: {
      catalog_code: (held) => held.item.basicCode,
      task_code: (_, event) => event.payload.itemCode,
      task_name: (held) => held.case.itemName,
      task_version: (_, event) => event.payload.itemVersion,
      project_type: (held) => ({ onTheSpot: '1', promised: '2' })[held.item.handling as string],
      applyer_name: (held) => held.applicant.name,
      applyer_type: (held) => held.applicant.type,
      applyer_page_type: (held) => held.applicant.idType,
      applyer_page_code: (held) => held.applicant.idNumber,
      apply_date: (held) => first(held, 'case.submit').occurredAt,
      apply_type: (_, event) => event.payload.channel,
      accept_date: (_, event) => event.payload.acceptedOn,
      org_code: (_, event) => event.payload.organisation,
      org_name: (held) => held.organisation.name,
    },
  },
  up_pro_process: {
    of: (held) => held.events,
    columns: {
      process_name: (held, event) => event.payload.step ?? saidWith(held, event).title,
      event_name: (_, event) => event.type,
      event_start_time: (held, event) =>
        opened(held, event.payload.tasksClosed?.[0]?.taskId)?.openedAt ?? event.occurredAt,
      event_end_time: (_, event) => event.occurredAt,
      // Where nothing was written, what was done is the opinion.
      handle_explain: (held, event) => {
        const { words, title } = saidWith(held, event)
        return words.opinion ?? words.reason ?? words.note ?? words.result ?? title
      },
      handle_user_name: (held, event) => saidWith(held, event).staffName,
    },
  },
  up_pro_special_procedure: {
    of: (held) => [first(held, 'case.startSpecial')],
    columns: {
      special_type: (_, event) => event.payload.kind,
      special_name: (held, event) => saidWith(held, event).title,
      special_reason: (held, event) => saidWith(held, event).words.basis,
      special_time: (_, event) => event.occurredAt,
      end_time: (held, event) =>
        held.events.find(
          (each) => each.type === 'case.endSpecial' && each.payload.specialId === event.payload.specialId,
        ).occurredAt,
    },
  },
  up_pro_result: {
    of: (held) => [first(held, 'case.close')],
    columns: {
      result_type: (_, event) => event.payload.resultType,
      result_date: (_, event) => event.occurredAt,
      is_delivery_results: (held) => String(first(held, 'case.deliver').payload.method === 'post'),
    },
  },
  up_pro_material: {
    of: (held) => held.case.materials.map(() => first(held, 'case.submit')),
    columns: {
      material_name: (held) => nameOf(held, held.case.materials[0]),
      get_type: (held) => held.case.materials[0].source,
    },
  },
}

const nameOf = (held: Held, material: Json): unknown =>
  held.item.materials.find(({ materialCode }: Json) => materialCode === material.materialCode)?.name

/** The market bureau's own people take a case from the window to the post. */
async function wholeCase(app: TestApp): Promise<string> {
  const as = (staffNo: string) => signStaffToken(app.deps.config.dataDir, staffNo)
  const created = await app.request('POST', '/v1/cases', {
    token: await as('market-clerk'),
    body: foodCase(),
    headers: { 'idempotency-key': randomUUID() },
  })
  if (created.status !== 201) throw new Error(created.text)
  const { caseNo } = created.body
  const act = async (staffNo: string, command: object): Promise<Answer> => {
    const answer = await app.request('POST', `/v1/cases/${caseNo}/transitions`, {
      token: await as(staffNo),
      body: command,
      headers: { 'if-match': '*' },
    })
    if (answer.status !== 200) throw new Error(`${JSON.stringify(command)}: ${answer.text}`)
    return answer
  }
  await act('market-clerk', { action: 'accept', note: '材料齐全' })
  await act('market-reviewer', { action: 'startReview' })
  await act('market-reviewer', {
    action: 'startSpecial',
    kind: 'inspection',
    estimatedDays: 5,
    basis: '行政许可法第四十五条',
  })
  let last = await act('market-reviewer', { action: 'endSpecial', result: '检验合格' })
  while (last.body.status === 'REVIEWING')
    last = await act('market-reviewer', { action: 'completeStep', opinion: '拟同意' })
  await act('market-approver', { action: 'approve', opinion: '同意' })
  await act('market-approver', { action: 'close' })
  const issuer = await app.token('issuer')
  const read = await app.request('POST', `/v1/cases/${caseNo}/transitions`, {
    token: issuer,
    body: { action: 'deliver', method: 'pickup' },
    headers: { 'if-match': '*' },
  })
  if (read.status !== 200) throw new Error(read.text)
  return caseNo
}

async function heldOf(app: TestApp, caseNo: string): Promise<Held> {
  while ((await sequenceBatch(app.deps.pool)) > 0);
  const token = await grantedToken(app, {
    role: 'exchange',
    organisation: TOP_ORGANISATION,
    scope: 'subtree',
    personal: true,
  })
  const get = async (path: string) => {
    const answer = await app.request('GET', path, { token, headers: { 'accept-language': 'zh-CN' } })
    if (answer.status !== 200) throw new Error(`${path}: ${answer.text}`)
    return answer.body
  }
  const why = `purpose=${encodeURIComponent('省级平台归集')}`
  const view = await get(`/v1/exchange/cases/${caseNo}`)
  const parties = await get(`/v1/cases/${caseNo}/parties?clear=true&${why}`)
  return {
    events: (await get('/v1/exchange/changes')).data.filter((event: Json) => event.caseNo === caseNo),
    case: view,
    applicant: parties.data.find(({ role }: Json) => role === 'applicant'),
    words: (await get(`/v1/cases/${caseNo}/words?clear=true&${why}`)).data,
    item: await get(`/v1/items/${view.itemCode}/versions/${view.itemVersion}`),
    organisation: await get(`/v1/organisations/${view.organisation}`),
  }
}

t.test(
  'every column that the national collection wants comes from an event or an authorised read',
  async (t) => {
    const app = await startTestApp(t)
    const held = await heldOf(app, await wholeCase(app))
    const isBySystemOrToken = (event: Json) => event.actor.staffNo === undefined
    for (const [table, { of, columns }] of Object.entries(TABLES)) {
      const rows = of(held)
      t.ok(rows.length > 0, table)
      for (const event of rows) {
        t.ok(event, table)
        for (const [column, derive] of Object.entries({ ...COMMON, ...columns })) {
          // The sample's issuer signs in by a development token here, who stands in no register.
          if (column === 'handle_user_name' && isBySystemOrToken(event)) continue
          const value = derive(held, event)
          t.ok(value !== undefined && value !== null && value !== '', `${table}.${column} of ${event.type}`)
        }
      }
    }
    t.equal(saidWith(held, first(held, 'case.startSpecial')).words.basis, '行政许可法第四十五条')
    t.match(saidWith(held, acceptance(held)), { staffNo: 'market-clerk', staffName: /示例/ })
  },
)

t.test(
  'what was written is for the case’s own staff and for platforms with personal, and recorded',
  async (t) => {
    const app = await startTestApp(t)
    const caseNo = await wholeCase(app)
    const words = (token: string, query = `?clear=true&purpose=${encodeURIComponent('核对')}`) =>
      app.request('GET', `/v1/cases/${caseNo}/words${query}`, { token })
    const plain = await grantedToken(app, {
      role: 'exchange',
      organisation: TOP_ORGANISATION,
      scope: 'subtree',
    })
    t.equal((await words(plain)).status, 403)
    const reviewer = await signStaffToken(app.deps.config.dataDir, 'market-reviewer')
    t.equal((await words(reviewer, '?clear=true')).status, 400)
    t.notMatch((await words(plain, '')).text, /words|staffName|同意/)
    t.equal((await words(reviewer)).status, 200)
    t.equal((await words(await signStaffToken(app.deps.config.dataDir, 'forestry-reviewer'))).status, 404)
    t.equal((await words(await app.token('citizen'))).status, 403)
    const trail = await app.request('GET', '/v1/audit?action=readWords', {
      token: await app.token('auditor'),
    })
    t.match(trail.body.data, [{ action: 'readWords', object: caseNo, purpose: '核对' }])
    t.equal(trail.body.data.length, 1)
  },
)
