import { placeBundleRows } from './bundle-store.js'

/** Copies anew where bundles lie (重算一件事区划), and who keeps those of an organ that ended. */
export const placeBundles = placeBundleRows
