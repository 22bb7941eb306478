import { EXAMPLE_BAD, EXAMPLE_RATED } from '../features/ratings/rating-examples.js'
import { EXAMPLE_VOICE_CODE } from '../features/voices/raised-schemas.js'
import * as codes from '../shared/sample-codes.js'
import { bringCase, RATED } from './living-cases.js'
import { keyOf, type Send } from './send.js'

/** Orders that wait for what the examples do: to be answered, accepted, returned and taken back. */
export async function bringOrders(send: Send): Promise<void> {
  for (const ordinal of [1, 2, 3, 4]) {
    const path = `/v1/supervision-orders/${codes.exampleId(ordinal)}`
    await send({
      role: 'supervisor',
      path: '/v1/supervision-orders',
      body: {
        organisation: codes.COUNTY_MARKET,
        demand: `请说明第${ordinal}季度超期办件的原因`,
        replyBy: '2030-03-06',
      },
      headers: keyOf(`order-${ordinal}`),
      known: { ids: [codes.exampleId(ordinal)] },
    })
    if (ordinal === 2 || ordinal === 3)
      await send({
        role: 'lead',
        path: `${path}/reply`,
        body: { text: '均已办结，已加强排班' },
        headers: { ...keyOf(`order-reply-${ordinal}`), 'if-match': '*' },
      })
  }
}

/** Bad ratings, and what their organ did about it: to be answered, confirmed, returned and dismissed. */
export async function bringRatings(send: Send): Promise<void> {
  for (const each of RATED) await bringCase(send, each)
  for (const [index, caseNo] of EXAMPLE_BAD.entries()) {
    const id = codes.exampleId(index + 1)
    await send({
      role: 'citizen',
      path: `/v1/cases/${caseNo}/ratings`,
      body: {
        satisfaction: index === 0 ? '5' : '4',
        text: '等候时间过长',
        channel: 'QR',
        queryCode: EXAMPLE_RATED.queryCode,
      },
      headers: keyOf(`rating-${caseNo}`),
      // An event comes between, with two ids of its own: those are fresh.
      known: { ids: [id, undefined, undefined, id] },
    })
    if (index === 0) continue
    await send({
      role: 'lead',
      path: `/v1/rectifications/${id}/answer`,
      body: { outcome: index === 3 ? 'disputed' : 'fixed', text: '已增设窗口，并向当事人说明' },
      headers: { ...keyOf(`rectification-${index}`), 'if-match': '*' },
    })
  }
}

/** Complaints and questions, behind the ids of the rectifications, that wait for what the examples do. */
export async function bringVoices(send: Send): Promise<void> {
  const said = {
    organisation: codes.COUNTY_MARKET,
    channel: 'WEB',
    title: '窗口排队',
    text: '取号后等候一小时',
  }
  const bring = async (path: string, ordinal: number, acts: readonly [string, object][]) => {
    const id = codes.exampleId(ordinal)
    const name = `${path}-${ordinal}`
    await send({
      role: 'citizen',
      path: `/v1/${path}`,
      body: said,
      headers: keyOf(name),
      known: { ids: [id], queryCode: EXAMPLE_VOICE_CODE },
    })
    for (const [act, body] of acts)
      await send({
        role: 'lead',
        path: `/v1/${path}/${id}/${act}`,
        body,
        headers: { ...keyOf(`${name}-${act}`), 'if-match': '*' },
      })
  }
  const answer: [string, object] = ['answer', { text: '已增设窗口' }]
  for (const ordinal of [11, 12, 13]) await bring('complaints', ordinal, [])
  await bring('complaints', 14, [['accept', {}]])
  for (const ordinal of [15, 16]) await bring('complaints', ordinal, [['accept', {}], answer])
  for (const ordinal of [21, 22]) await bring('consultations', ordinal, [])
  await bring('consultations', 23, [answer])
}
