/* The chip's side of PACE by OpenPACE, as an independent peer: a line of hexadecimal in, one out.

   Arguments: method's name, number of the curve, 1 for a zone's key or 2 for a CAN, the password. */
#include <eac/eac.h>
#include <eac/pace.h>
#include <openssl/objects.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int refuse(void) {
    puts("refused");
    return 1;
}

static int put(const BUF_MEM *bytes) {
    if (!bytes) return 0;
    for (size_t place = 0; place < bytes->length; place++)
        printf("%02x", (unsigned char)bytes->data[place]);
    putchar('\n');
    return fflush(stdout) == 0;
}

static BUF_MEM *get(void) {
    char line[1024];
    if (!fgets(line, sizeof line, stdin)) return NULL;
    size_t count = strcspn(line, "\n") / 2;
    BUF_MEM *bytes = BUF_MEM_new();
    if (!bytes || BUF_MEM_grow(bytes, count) != count) return NULL;
    for (size_t place = 0; place < count; place++) {
        unsigned value = 0;
        sscanf(line + 2 * place, "%2x", &value);
        bytes->data[place] = (char)value;
    }
    return bytes;
}

int main(int count, char **words) {
    if (count != 5) return 2;
    EAC_init();
    EAC_CTX *context = EAC_CTX_new();
    if (!context || !EAC_CTX_init_pace(context, OBJ_txt2nid(words[1]), atoi(words[2]))) return 2;
    context->tr_version = EAC_TR_VERSION_2_02;
    PACE_SEC *password = PACE_SEC_new(
        words[4], strlen(words[4]), atoi(words[3]) == 1 ? PACE_MRZ : PACE_CAN);
    if (!password || !put(PACE_STEP1_enc_nonce(context, password))) return refuse();

    BUF_MEM *mapping = get();
    if (!mapping || !put(PACE_STEP3A_generate_mapping_data(context))
        || !PACE_STEP3A_map_generator(context, mapping)) return refuse();

    BUF_MEM *key = get();
    if (!key || !put(PACE_STEP3B_generate_ephemeral_key(context))
        || !PACE_STEP3B_compute_shared_secret(context, key)
        || !PACE_STEP3C_derive_keys(context)) return refuse();

    BUF_MEM *token = get();
    if (!token || PACE_STEP3D_verify_authentication_token(context, token) != 1
        || !put(PACE_STEP3D_compute_authentication_token(context, key))) return refuse();
    return 0;
}
