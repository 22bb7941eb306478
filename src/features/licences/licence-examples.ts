import { exampleId } from '../../shared/sample-codes.js'

/** The first licence of a sample that is in use. */
export const EXAMPLE_LICENCE = {
  licenceId: exampleId(1),
  licenceNo: 'JY25111020000001',
  code: 'Q4W8T2ZK6N',
}

/** Licences beside, each for an act of its own. */
export const EXAMPLE_LICENCE_IDS = [1, 2, 3, 4, 5].map(exampleId)
