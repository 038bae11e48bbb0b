package dev.sluice.spark;

import java.nio.file.Path;

/**
 * A file of an input in the scratch folder.
 *
 * @param local where it is
 * @param shown how messages name it: {@code ratings.csv of dataset movielens}
 */
record InputFile(Path local, String shown) {}
