import t from 'tap'
import { alterEverything } from '../helpers/alterations.js'

const ROUNDS = 1000
t.setTimeout(0)

t.test(`${ROUNDS} random alterations by a superuser, each found`, (t) => alterEverything(t, ROUNDS))
