import type { InputError } from '../../shared/problem.js'
import { type Refusal, refuse } from '../workflow/decision.js'

/** A refusal for what came in, told once with everything that is wrong. */
export const refuseInput = (errors: InputError[], changedSince?: { version: number }): Refusal =>
  changedSince === undefined
    ? refuse(
        'RULE',
        'Correct what errors names; the rules are those of the item.',
        '请按 errors 的提示更正；规则以事项为准。',
        errors,
      )
    : refuse(
        'RULE',
        `The item has changed since this draft was begun under its version ${changedSince.version}; correct what errors names.`,
        `草稿保存后事项已更新（原为第 ${changedSince.version} 版），以现行版本为准，请按 errors 的提示更正。`,
        errors,
      )
