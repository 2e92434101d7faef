/**
 * What an authority keeps in its folder: key, certificate, the register of what it issued and revoked, and the state of a
 * rotation.
 *
 * <p>One process at a time changes it ({@link io.gatehouse.certs.folder.FolderLock}), and every change is whole or absent
 * ({@link io.gatehouse.certs.folder.FolderUpdate}). Used by the command line. Thread: any, one at a time.
 */
@NullMarked
package io.gatehouse.certs.folder;

import org.jspecify.annotations.NullMarked;
