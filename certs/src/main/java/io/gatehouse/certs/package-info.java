/**
 * Certificate authority, keys, signing and key stores. Stands alone: knows no other module.
 */
@NullMarked
package io.gatehouse.certs;

import org.jspecify.annotations.NullMarked;
