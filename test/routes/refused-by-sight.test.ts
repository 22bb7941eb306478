import t from 'tap'
import { COUNTY_HEALTH } from '../../src/shared/sample-codes.js'
import { startTestApp } from '../helpers/app.js'
import { createCase, foodCase } from '../helpers/cases.js'

const WHY = `clear=true&purpose=${encodeURIComponent('看看')}`

/** What one may not see answers as if it were not there; that somebody tried is told to the auditor. */
t.test('who tries the case of another organ stands in the trail, and learns nothing', async (t) => {
  const app = await startTestApp(t)
  const { caseNo } = (await createCase(app, foodCase())).body
  const token = await app.token('clerk', { organisation: COUNTY_HEALTH, subject: 'curious' })
  const path = `/v1/cases/${caseNo}`
  const accept = () =>
    app.request('POST', `${path}/transitions`, {
      token,
      body: { action: 'accept' },
      headers: { 'if-match': '*' },
    })
  const trail = async () =>
    (
      await app.request('GET', '/v1/audit?action=refused&subject=curious&limit=100', {
        token: await app.token('auditor'),
      })
    ).body.data
  t.equal((await accept()).status, 404)
  t.equal((await app.request('GET', `${path}/parties?${WHY}`, { token })).status, 404)
  t.equal((await app.request('GET', path, { token })).status, 404)
  t.match(await trail(), [
    { object: `GET ${path}/parties`, details: { operation: 'readParties', status: 404 } },
    { object: `POST ${path}/transitions`, details: { operation: 'transitionCase', status: 404 } },
  ])
  t.equal((await trail()).length, 2, 'a plain read is none of it')
  for (let at = 0; at < 15; at += 1) await accept()
  t.equal((await trail()).length, 11, 'ten a minute of each operation: scanning fills no trail')
})
