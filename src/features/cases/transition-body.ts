import { unionBy } from '../../http/schemas.js'
import { ACTION_INPUTS } from '../workflow/action-inputs.js'
import { ACTION_NAMES, ACTIONS } from '../workflow/statuses.js'
import { exampleCommands } from './case-examples.js'

const NAMED_INPUTS = ACTION_NAMES.map((action) => ({
  ...ACTION_INPUTS[action],
  title: `${ACTIONS[action].zh} (${ACTIONS[action].en})`,
}))

/** The input of every action, told apart by `action`. */
export const TransitionBody = unionBy('action', 'Action', NAMED_INPUTS, {
  description:
    'The action, its fields flat beside it; GET …/actions tells which are possible now and what they need',
  examples: exampleCommands,
})
