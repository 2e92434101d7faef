package io.gatehouse.certs.check;

/**
 * One thing that is wrong.
 *
 * @param found what was seen
 * @param remedy what to do about it
 */
public record Finding(Fault fault, String found, String remedy) {}
