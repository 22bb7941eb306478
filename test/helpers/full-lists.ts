import { createJobs } from '../../src/service.js'
import { FOOD_LICENCE_ITEM_CODE } from '../../src/shared/sample-codes.js'
import type { Answer, TestApp } from './app.js'
import { importLines, lineOf, numbered } from './imports.js'
import { foodBusinessLicence, type TWO_STEP } from './sample.js'

type Heard = (operationId: string, answer: Answer) => void

/** What the sample leaves empty and an example should not: members of a bundle's case, refused lines, cases of before. */
export async function showFullLists(app: TestApp, heard: Heard): Promise<void> {
  const [parent] = await app.database.asOwner<{ no: string }>(
    'select parent_no as no from cases where parent_no is not null limit 1',
  )
  const clerk = await app.token('clerk')
  heard('listChildren', await app.request('GET', `/v1/cases/${parent?.no}/children`, { token: clerk }))
  await refusedLines(app, heard)
  await casesOfBefore(app, heard)
}

async function refusedLines(app: TestApp, heard: Heard): Promise<void> {
  const cataloguer = await app.token('cataloguer')
  const wrong = lineOf(numbered(1, { organisationCode: '11510000MB0YCH999Z' }))
  const { importId } = await importLines(app, [wrong], { token: cataloguer })
  const findings = `/v1/catalogue/imports/${importId}/findings`
  heard('listImportFindings', await app.request('GET', findings, { token: cataloguer }))
  const operator = await app.token('operator')
  const lines = [
    { code: '511100', name: '乐山市', parent: '510000' },
    { code: '511199', name: '示例区', parent: '519900' },
  ]
  const begun = await app.request('POST', '/v1/imports?kind=divisions&mode=valid', {
    token: operator,
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  })
  await createJobs(app.deps).drain()
  const read = `${begun.headers.location}/lines`
  heard('listImportLines', await app.request('GET', read, { token: operator }))
}

/** A new version of the item and of its procedure, whose first step has another name: a case in that step cannot go on by it. */
async function casesOfBefore(app: TestApp, heard: Heard): Promise<void> {
  const token = await app.token('cataloguer')
  const send = async (method: string, path: string, body: object, by = token): Promise<Answer> => {
    const answer = await app.request(method, path, { token: by, body, headers: { 'if-match': '*' } })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`)
    return answer
  }
  const item = `/v1/items/${FOOD_LICENCE_ITEM_CODE}`
  const { body: inForce } = await app.request('GET', `${item}`)
  const found = await app.request('GET', `/v1/workflows/${inForce.workflow}/versions/1`)
  const { version: _version, ...definition } = found.body as typeof TWO_STEP
  const [first, ...others] = definition.steps
  const renamed = {
    ...definition,
    start: definition.start === first?.key ? 'papers' : definition.start,
    steps: [{ ...first, key: 'papers' }, ...others],
  }
  await send('POST', '/v1/workflows', renamed, await app.token('operator'))
  const [material] = foodBusinessLicence.materials
  const materials = [
    ...foodBusinessLicence.materials,
    { ...material, materialCode: 'water-test', name: '水质检测' },
  ]
  await send('PUT', `${item}/draft`, { ...foodBusinessLicence, materials })
  const { version: itemVersion } = (await send('POST', `${item}/draft/publish`, {})).body
  const [row] = await app.database.asOwner<{ version: number }>(
    'select max(version) as version from workflow_versions where key = $1',
    [definition.key],
  )
  const order = { itemCode: FOOD_LICENCE_ITEM_CODE, itemVersion, workflowVersion: row?.version }
  heard('previewAdoption', await send('POST', '/v1/version-adoptions/preview', order))
  const { headers } = await send('POST', '/v1/version-adoptions', order)
  await createJobs(app.deps).drain()
  const refusals = `${headers.location}/refusals`
  heard('listAdoptionRefusals', await app.request('GET', refusals, { token }))
}
