/* Whether there is a libFuzzer to link with: nothing else is asked of this. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, unsigned long length)
{
    (void)bytes;
    (void)length;
    return 0;
}
