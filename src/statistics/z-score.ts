/** Two-sided 95% point of the standard normal distribution: the confidence level of every interval in w4s. */
export const Z95 = 1.959963984540054;
