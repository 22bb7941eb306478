import { placingOf } from '../divisions/copied-places.js'
import { bundles } from './bundle-tables.js'

/** Copies anew where bundles lie (重算一件事区划), and who keeps those of an organ that ended. */
export const placeBundles = placingOf(bundles, {
  key: 'bundle_code',
  copies: ['organisation_code', 'division_code', 'divisions'],
})
