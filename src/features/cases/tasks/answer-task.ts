import type { Deps } from '../../../deps.js'
import { etagOf } from '../../../http/etag.js'
import type { Answer } from '../../../http/idempotency.js'
import type { Caller } from '../../../shared/caller.js'
import { problem } from '../../../shared/problem.js'
import { type Language, say } from '../../../shared/text.js'
import type { Done } from '../acts/act-on-case.js'
import { type Asked, answerAct } from '../acts/answer-act.js'
import { takeInHand } from '../case-in-hand.js'
import type { TaskCommand } from './task-act.js'
import { caseOfTask } from './task-store.js'
import { viewTask } from './view-task.js'

/** A task with its version, which is its case's; 404 for who does not see the case as staff. */
export async function readTask(deps: Deps, caller: Caller, taskId: string, language: Language) {
  const { record, around, asStaff } = await takeInHand(deps, caller, await caseNoOf(deps, taskId))
  const task = record.tasks.find((each) => each.taskId === taskId)
  if (task === undefined || !asStaff) throw problem('NOT_FOUND')
  return { version: record.version, view: viewTask(record, around, task, language) }
}

/** An act on a task as HTTP answers it: with the task as it stands afterwards. */
export async function answerTask(
  deps: Deps,
  { command, ...asked }: Omit<Asked, 'caseNo' | 'command'> & { command: TaskCommand },
): Promise<{ answer: Answer; replayed: boolean }> {
  const caseNo = await caseNoOf(deps, command.taskId)
  return answerAct(deps, { ...asked, caseNo, command }, (done) =>
    answerOf(done, command.taskId, asked.language),
  )
}

async function caseNoOf({ pool }: Deps, taskId: string): Promise<string> {
  const caseNo = await caseOfTask(pool, taskId)
  if (caseNo === undefined) throw problem('NOT_FOUND')
  return caseNo
}

function answerOf({ after, around }: Done, taskId: string, language: Language): Answer {
  const task = after.tasks.find((each) => each.taskId === taskId)
  const view = task && viewTask(after, around, task, language)
  return {
    status: 200,
    headers: {
      etag: etagOf(after.version, view),
      'content-language': say({ zh: 'zh-CN', en: 'en' }, language),
    },
    body: JSON.stringify(view),
  }
}
