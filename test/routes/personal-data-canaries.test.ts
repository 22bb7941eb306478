import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { packageRoot } from '../../src/shared/package-root.js'
import { ROLE_NAMES, type Role } from '../../src/shared/roles.js'
import { COUNTY_FIRE } from '../../src/shared/sample-codes.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, leshanCase, transition } from '../helpers/cases.js'
import { illnessCase } from '../helpers/personal.js'
import { leshanHousingFund } from '../helpers/sample.js'

/** Of people: never in an answer that was not asked to be clear, and in the database only where the list below says. */
const PERSONAL = {
  name: '上官金丝雀',
  idNumber: '110101199003070011',
  mobile: '13977776666',
  agent: '司徒金丝雀',
  agentNumber: '110101198001010010',
  agentMobile: '13855554444',
  hospital: '金丝雀康复医院',
  receiver: '诸葛金丝雀',
}
/** Words of people and numbers of others: for who works on the case or is told; never on the way out of the house. */
const WORDS = {
  reason: '金丝雀补正理由',
  note: '金丝雀备注',
  basis: '《金丝雀依据》第一条',
  result: '金丝雀结果',
  question: '金丝雀问题',
  asked: '金丝雀会审意见',
  opinion: '金丝雀审查意见',
  decision: '金丝雀决定意见',
  external: '13866667777',
  visit: '110101197001010010',
}

const PERSON = {
  type: 'natural',
  idType: '111',
  name: PERSONAL.name,
  idNumber: PERSONAL.idNumber,
  mobile: PERSONAL.mobile,
}
const AGENT = {
  type: 'natural',
  idType: '111',
  name: PERSONAL.agent,
  idNumber: PERSONAL.agentNumber,
  mobile: PERSONAL.agentMobile,
}
const NUMBERS = { externalNos: [{ system: 'old-hall', number: WORDS.external }], visitId: WORDS.visit }

/** Tells the two stories and the one of an illness; gives every answer on the way, and the numbers of the cases. */
async function tellStories(app: TestApp): Promise<{ answers: Answer[]; cases: string[] }> {
  const answers: Answer[] = []
  const act = async (role: Role, last: Answer, command: object) => {
    answers.push(await transition(app, role, last, command))
    return answers.at(-1) as Answer
  }
  const take = async (body: object) => {
    answers.push(await createCase(app, body))
    return answers.at(-1) as Answer
  }
  const spot = await take({
    ...leshanCase(),
    ...NUMBERS,
    answers: { ...leshanCase().answers, byAgent: true },
    materials: leshanHousingFund.materials.map(({ materialCode }) => ({ materialCode, source: 'paper' })),
    parties: [
      { role: 'applicant', ...PERSON },
      { role: 'representative', ...AGENT },
    ],
  })
  const closed = await act('clerk', spot, { action: 'handleOnTheSpot', note: WORDS.note })
  await act('issuer', closed, { action: 'deliver', method: 'pickup', receiver: PERSONAL.receiver })
  const taken = await take({
    ...foodCase({ without: ['application-form'] }),
    ...NUMBERS,
    parties: [
      ...foodCase().parties,
      { role: 'legalRepresentative', ...PERSON },
      { role: 'handler', ...AGENT },
    ],
  })
  const told = await act('clerk', taken, {
    action: 'requestCorrection',
    items: [{ materialCode: 'application-form', reason: WORDS.reason }],
  })
  const back = await act('clerk', told, {
    action: 'submit',
    materials: [{ materialCode: 'application-form', source: 'paper' }],
  })
  const accepted = await act('clerk', back, { action: 'accept', note: WORDS.note })
  const reviewing = await act('reviewer', accepted, { action: 'startReview' })
  const paused = await act('reviewer', reviewing, {
    action: 'startSpecial',
    kind: 'inspection',
    estimatedDays: 7,
    basis: WORDS.basis,
  })
  const resumed = await act('reviewer', paused, { action: 'endSpecial', result: WORDS.result })
  const asked = await act('reviewer', resumed, {
    action: 'requestJointReview',
    organisations: [COUNTY_FIRE],
    question: WORDS.question,
  })
  const fire = await app.token('reviewer', { organisation: COUNTY_FIRE })
  const answered = await app.request('POST', `/v1/cases/${asked.body.caseNo}/transitions`, {
    token: fire,
    body: { action: 'giveOpinion', agrees: true, opinion: WORDS.asked },
    headers: { 'if-match': asked.headers.etag ?? '' },
  })
  answers.push(answered)
  const deciding = await act('reviewer', answered, { action: 'completeStep', opinion: WORDS.opinion })
  const approved = await act('approver', deciding, { action: 'approve', opinion: WORDS.decision })
  await act('approver', approved, { action: 'close' })
  const ill = await take(
    illnessCase({
      parties: [{ role: 'applicant', ...PERSON }],
      form: { disease: 'kidney', hospital: PERSONAL.hospital },
    }),
  )
  return { answers, cases: [spot, taken, ill].map(({ body }) => body.caseNo) }
}

const { paths } = JSON.parse(readFileSync(join(packageRoot, 'openapi/openapi.json'), 'utf8')) as {
  paths: Record<string, { get?: { operationId: string } }>
}
const READS = Object.entries(paths).flatMap(([path, { get }]) => (get === undefined ? [] : [path]))

const STREAM = '/v1/alerts/stream'
/** Every reading of the API that needs no more than a case, by everybody. */
const pathsOf = (caseNo: string): string[] => [
  ...READS.map((path) => path.replace('{caseNo}', caseNo).replace('{documentNo}', `${caseNo}-01`)).filter(
    (path) => !path.includes('{') && path !== STREAM,
  ),
  // It would go on for an hour.
  `${STREAM}?seconds=0`,
  `/v1/exchange/cases/${caseNo}?profile=none`,
  `/v1/cases?count=true&limit=100`,
]

const found = (text: string, values: Record<string, string>): string[] =>
  Object.entries(values).flatMap(([kind, value]) =>
    text.includes(value) || text.includes(Buffer.from(value).toString('hex')) ? [kind] : [],
  )

/** Where a value of a person stands in clear at rest: names, by which cases are listed and papers written. */
const NAMES_AT_REST = ['case_parties.name', 'cases.facts']
/** Where words of people stand: beside the event that they belong to, on the paper that was handed out, with the case. */
const WORDS_AT_REST = ['case_documents.content', 'case_events.remarks', 'cases.facts']

async function atRest(app: TestApp, values: Record<string, string>): Promise<string[]> {
  const columns = await app.database.asOwner<{ place: string; text: string }>(`
    select c.relname || '.' || a.attname as place,
      (xpath('/row/t/text()', query_to_xml(format(
        'select string_agg(%I::text, E''\\n'') as t from %I', a.attname, c.relname), true, true, '')))[1]::text as text
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`)
  const places = columns.filter(({ text }) => text !== null && found(text, values).length > 0)
  return places.map(({ place }) => place).sort()
}

/** Tables that a new case is written to; each in turn fails, and says in its error all that it was given. */
const FAILING = [
  'cases',
  'case_parties',
  'case_forms',
  'case_materials',
  'case_events',
  'case_documents',
  'case_clocks',
  'outbox',
  'idempotency_keys',
]

t.test('an error of the database tells nobody what it was given', async (t) => {
  const lines: string[] = []
  const app = await startTestApp(t, { log: (line) => lines.push(line) })
  await app.database.asOwner(`create function tell_all() returns trigger language plpgsql as $$ begin
    raise exception 'failed with % of %', NEW, current_query() using detail = NEW::text, hint = NEW::text,
      column = NEW::text, constraint = NEW::text; end $$`)
  const body = illnessCase({
    ...NUMBERS,
    parties: [{ role: 'applicant', ...PERSON }],
    form: { disease: 'kidney', hospital: PERSONAL.hospital },
  })
  for (const table of FAILING) {
    await app.database.asOwner(
      `create trigger tell_all before insert on ${table} for each row execute function tell_all()`,
    )
    const answer = await createCase(app, body, { status: 500 })
    t.same([found(answer.text, PERSONAL), found(answer.text, WORDS)], [[], []], table)
    await app.database.asOwner(`drop trigger tell_all on ${table}`)
  }
  await app.database.asOwner(`alter table case_parties add constraint nobody check (name is null) not valid`)
  const refused = await createCase(app, body, { status: 500 })
  t.same(found(refused.text, PERSONAL), [], 'a constraint whose detail shows the row')
  t.ok(lines.filter((line) => line.includes('"err"') || line.includes('error')).length >= FAILING.length)
  t.same([found(lines.join('\n'), PERSONAL), found(lines.join('\n'), WORDS)], [[], []], 'the log')
})

t.test('personal values appear nowhere but where they belong', async (t) => {
  const lines: string[] = []
  const app = await startTestApp(t, { log: (line) => lines.push(line) })
  const { answers, cases } = await tellStories(app)
  while ((await sequenceBatch(app.deps.pool)) > 0);
  for (const { text } of answers) t.same(found(text, PERSONAL), [], 'answers to acts are masked')

  let read = 0
  for (const role of ROLE_NAMES) {
    const token = await app.token(role)
    for (const caseNo of cases) {
      for (const path of pathsOf(caseNo)) {
        const { status, text } = await app.request('GET', path, { token })
        if (status === 200) read += 1
        if (found(text, PERSONAL).length > 0) t.fail(`${role} ${path}: ${found(text, PERSONAL)}`)
        const outside = ['exchange', 'auditor', 'operator', 'security', 'citizen'].includes(role)
        if (outside && found(text, WORDS).length > 0) t.fail(`${role} ${path}: ${found(text, WORDS)}`)
      }
    }
  }
  t.ok(read > 300, `${read} answers were read`)
  const page = { token: await app.token('supervisor'), headers: { accept: 'text/html' } }
  const [spot = ''] = cases
  const paper = await app.request('GET', `/v1/cases/${spot}/documents/${spot}-01`, page)
  t.same([paper.status, found(paper.text, PERSONAL)], [200, []])

  const feed = await app.request('GET', '/v1/exchange/changes', { token: await app.token('exchange') })
  t.ok(feed.body.data.length > 10)
  t.same([found(feed.text, PERSONAL), found(feed.text, WORDS)], [[], []], 'the feed')
  const asked = await app.request('GET', `/v1/cases/${cases[1]}`, {
    token: await app.token('reviewer', { organisation: COUNTY_FIRE }),
  })
  t.same([asked.status, found(asked.text, PERSONAL)], [200, []], 'an organ that was asked')

  const refused = [
    {
      ...leshanCase(),
      parties: [{ role: 'applicant', ...PERSON, idNumber: `${PERSONAL.idNumber.slice(0, 17)}9` }],
    },
    { ...leshanCase(), parties: [{ role: 'applicant', ...PERSON, mobile: `${PERSONAL.mobile}0` }] },
    illnessCase({ form: { disease: PERSONAL.hospital, hospital: 5 } }),
  ]
  for (const body of refused) {
    const answer = await createCase(app, body, { status: 422 })
    t.same(found(answer.text, { ...PERSONAL, number: PERSONAL.idNumber.slice(0, 17) }), [], 'problems')
  }
  t.same([found(lines.join('\n'), PERSONAL), found(lines.join('\n'), WORDS)], [[], []], 'the log')

  const { name, agent, receiver, ...secret } = PERSONAL
  t.same(await atRest(app, secret), [], 'numbers, telephones and sensitive fields are encrypted at rest')
  t.same(await atRest(app, { name, agent }), NAMES_AT_REST)
  t.same(await atRest(app, { receiver }), ['case_events.remarks'])
  t.same(await atRest(app, WORDS), WORDS_AT_REST)
})
