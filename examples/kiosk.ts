// A kiosk, from the search to the progress query:  node dist/examples/kiosk.js [word]
// YICHUANG_URL is the service (else this machine at PORT), YICHUANG_TOKEN a citizen's token; without one a development token is asked for.
import { execFileSync } from 'node:child_process'
import { createClient, type RequestBody } from '../client/index.js'

const url = process.env.YICHUANG_URL ?? `http://127.0.0.1:${process.env.PORT ?? 3000}`
const devToken = () =>
  execFileSync('npm', ['run', '--silent', 'token', '--', '--role', 'citizen'], { encoding: 'utf8' }).trim()
const token = process.env.YICHUANG_TOKEN ?? devToken()
const yichuang = createClient({ url, token: () => token })
const show = (line: string) => process.stdout.write(`${line}\n`)

type Refusal = { title: string; detail?: string; errors?: { pointer: string; message: string }[] }

/** The data of an answer; a problem is shown in its own words, which are meant for the person in front. */
function take<D>({ data, error }: { data?: D; error?: Refusal }): D {
  if (data !== undefined) return data
  show(`${error?.title}：${error?.detail ?? ''}`)
  for (const { pointer, message } of error?.errors ?? []) show(`  ${pointer}：${message}`)
  return process.exit(1)
}

// 1. Search: two characters suffice, and so do pinyin initials (zfgjj).
const q = process.argv[2] ?? '公积金'
const [item] = take(await yichuang.GET('/v1/items', { params: { query: { q } } })).data
if (item === undefined) {
  show(`没有找到“${q}”`)
  process.exit(1)
}
const params = { path: { itemCode: item.itemCode } }
show(`${item.name}（${item.typeTitle}）`)

const { audiences, form: asked } = take(await yichuang.GET('/v1/items/{itemCode}', { params }))
/** 服务对象 1: natural persons; who serves none of them serves legal entities. */
const applicantType = audiences.includes('1') ? 'natural' : 'legal'

// 2. Checklist: ask what is still open until it says what to bring. This kiosk takes the first answer each time.
const answers: Record<string, string | boolean> = {}
const askOnce = () =>
  yichuang.POST('/v1/items/{itemCode}/checklist', { params, body: { applicantType, answers } })
let checklist = take(await askOnce())
while (checklist.questions !== undefined) {
  for (const { key, title, options } of checklist.questions) {
    answers[key] = options?.[0]?.value ?? false
    show(`  ${title} → ${options?.[0]?.title ?? '否'}`)
  }
  checklist = take(await askOnce())
}
for (const { name, reason } of checklist.materials ?? []) show(`  需提交：${name}（${reason}）`)

// 3. A scan goes up first. One part named `file`; the answer is its fileId.
const scan = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const form = new FormData()
form.set('file', new Blob([scan], { type: 'image/png' }), '扫描件.png')
const uploaded = await fetch(`${url}/v1/files`, {
  method: 'POST',
  headers: { authorization: `Bearer ${token}` },
  body: form,
})
const { fileId } = (await uploaded.json()) as { fileId: string }

/** What a person would type: a real kiosk renders the item's form.schema; the examples that it gives stand for it here. */
function filledIn({ required = [], properties = {} }: FormSchema): Record<string, unknown> {
  return Object.fromEntries(
    required.map((name) => {
      const { examples = [], enum: choices = [], oneOf = [] } = properties[name] ?? {}
      return [name, examples[0] ?? choices[0] ?? oneOf[0]?.const]
    }),
  )
}
interface FormSchema {
  required?: string[]
  properties?: Record<string, { examples?: unknown[]; enum?: unknown[]; oneOf?: { const?: unknown }[] }>
}
type Party = NonNullable<RequestBody<'createCase'>['parties']>[number]
const PERSON: Party = {
  role: 'applicant',
  type: 'natural',
  name: '李小敏',
  idType: '111',
  idNumber: '11010519491231002X',
}
const COMPANY: Party = {
  role: 'applicant',
  type: 'legal',
  name: '乐山示例餐饮有限公司',
  idType: 'USCC',
  idNumber: '91350100M000100Y43',
}

// 4. The case. One key per intention: a second click or a retry after a broken line is no second case.
const application: RequestBody<'createCase'> = {
  itemCode: item.itemCode,
  submit: true,
  channel: 'KIOSK',
  answers,
  parties: [applicantType === 'natural' ? PERSON : COMPANY],
  form: filledIn(asked.schema as FormSchema),
  materials: (checklist.materials ?? []).map(({ materialCode }) => ({
    materialCode,
    source: 'upload',
    fileId,
  })),
}
const header = { 'idempotency-key': crypto.randomUUID() }
const created = take(await yichuang.POST('/v1/cases', { params: { header }, body: application }))
show(`已收件 ${created.caseNo}，查询码 ${created.queryCode}`)

// 5. Where it stands: number and query code, no token.
const { caseNo, queryCode } = created
const progress = take(await createClient({ url }).POST('/v1/progress', { body: { caseNo, queryCode } }))
show(`进度：${progress.statusText}`)
for (const { title, state } of progress.steps)
  show(`  ${{ done: '✓', current: '▶', toCome: '·' }[state]} ${title}`)
