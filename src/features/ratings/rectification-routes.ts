import type { FastifyPluginAsync } from 'fastify'
import type { Deps } from '../../deps.js'
import { RECTIFICATION_STATUSES } from '../voices/voice.js'
import { openDoors } from '../voices/voice-doors.js'
import {
  ConfirmedInput,
  DismissedInput,
  Rectification,
  RectifiedInput,
  ReturnedInput,
} from '../voices/voice-schemas.js'
import { discountRatingOf, tellAnswered } from './rating-service.js'

const WAY =
  'ORDERED → ANSWERED → CONFIRMED; or RETURNED until it is mended; or DISMISSED: the rating does not count.'

/** Rectifications of bad ratings (差评整改): ordered by the rating itself, answered by the organ, confirmed by supervision. */
export const rectificationRoutes: FastifyPluginAsync<Deps> = async (app, deps) => {
  openDoors(app, deps, {
    kind: 'rectification',
    path: '/v1/rectifications',
    param: 'rectificationId',
    tag: 'Ratings',
    schema: Rectification,
    statuses: RECTIFICATION_STATUSES,
    example: 1,
    list: {
      operationId: 'listRectifications',
      summary: '差评整改列表 · Rectifications',
      description:
        'Rectifications of bad ratings within reach (差评整改列表), the latest first; `overdue=true`: not answered in time.',
    },
    read: {
      operationId: 'readRectification',
      summary: '差评整改详情 · One rectification',
      description:
        'What the organ did about a bad rating (差评整改详情). Who rated is told to nobody, and of which case it is not to whom it is about.',
    },
    acts: [
      {
        action: 'answer',
        path: 'answer',
        operationId: 'answerRectification',
        ordinal: 1,
        summary: '答复整改 · Answer a rectification',
        description: `The organ says what it mended or explains, or disputes the rating (整改答复、申诉); the rater reads it. ${WAY}`,
        body: RectifiedInput,
      },
      {
        action: 'confirm',
        path: 'confirm',
        operationId: 'confirmRectification',
        ordinal: 2,
        summary: '确认整改 · Confirm a rectification',
        description: `Supervision confirms it after calling the rater back (回访确认). ${WAY}`,
        body: ConfirmedInput,
        beside: tellAnswered,
      },
      {
        action: 'return',
        path: 'return',
        operationId: 'returnRectification',
        ordinal: 3,
        summary: '退回整改 · Return a rectification',
        description: `Supervision is not content: its days begin anew (退回整改). ${WAY}`,
        body: ReturnedInput,
      },
      {
        action: 'dismiss',
        path: 'dismiss',
        operationId: 'dismissRectification',
        ordinal: 4,
        summary: '申诉成立 · Dismiss a rating',
        description: `The organ disputed the rating, and is right: it is not counted (申诉成立，评价不计入). ${WAY}`,
        body: DismissedInput,
        beside: discountRatingOf,
      },
    ],
  })
}
