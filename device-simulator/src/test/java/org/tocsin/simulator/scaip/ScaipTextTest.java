package org.tocsin.simulator.scaip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tocsin.simulator.estate.Room;
import org.tocsin.simulator.estate.Trigger;

/** The bodies against texts written by hand. */
class ScaipTextTest {
    @Test
    void aPendantSaysWhoWhereAndHowToSpeak() {
        assertThat(ScaipText.alarm("l1abc0000001", "12345678", Trigger.PENDANT, Room.KITCHEN))
                .isEqualTo("<mrq><ref>l1abc0000001</ref><ver>01.00</ver><cha>0</cha><mty>ME</mty><cid>12345678</cid>"
                        + "<dty>0003</dty><did>00A1</did><dte>Pendant</dte><crd>sip:12345678@units.example.net</crd>"
                        + "<stc>0010</stc><pri>0</pri><lco>021</lco><lte>Kitchen</lte><ame>0</ame></mrq>");
    }

    @Test
    void aFaultWantsNoSpeech() {
        assertThat(ScaipText.alarm("r1", "12345678", Trigger.MAINS_FAILURE, Room.HALLWAY))
                .contains("<dty>0041</dty>")
                .contains("<stc>0085</stc>")
                .contains("<crd>no-voice:</crd>");
    }

    @Test
    void theLeastAnAlarmCanSay() {
        assertThat(ScaipText.minimal("A000000000000001", "12345678", Trigger.PENDANT))
                .isEqualTo("<mrq><ref>A000000000000001</ref><cid>12345678</cid><dty>0003</dty></mrq>")
                .hasSize(72);
    }

    @Test
    void aSignOfLife() {
        assertThat(ScaipText.heartbeat("20260315093500h1", "12345678"))
                .isEqualTo("<mrq><ref>20260315093500h1</ref><mty>PI</mty><cid>12345678</cid><dty>0002</dty>"
                        + "<crd>no-voice:</crd></mrq>");
    }

    @Test
    void readsEveryShapeOfReply() {
        assertThat(ScaipText.reply("<mrs><ref>20260315093500h1</ref><snu>0</snu></mrs>"))
                .contains(new ScaipText.Reply("20260315093500h1", 0, 0, 61, ""));
        assertThat(ScaipText.reply("<mrs><ref>20260315093000a1</ref><snu>0</snu><mre>1</mre><cre>62</cre>"
                        + "<tnu>sip:speech-7f3a@arc.example.net</tnu></mrs>"))
                .contains(new ScaipText.Reply("20260315093000a1", 0, 1, 62, "sip:speech-7f3a@arc.example.net"));
        assertThat(ScaipText.reply("<?xml version=\"1.0\"?>\n<mrs> <snu>07</snu> <ref>a1</ref>"
                        + "<ste>missing: dty</ste></mrs>\r\n"))
                .contains(new ScaipText.Reply("a1", 7, 0, 61, ""));
    }

    @Test
    void takesNothingElseForAReply() {
        assertThat(ScaipText.reply("")).isEmpty();
        assertThat(ScaipText.reply("<mrs><ref>a1</ref></mrs>")).isEmpty();
        assertThat(ScaipText.reply("<mrs><snu>0</snu></mrs>")).isEmpty();
        assertThat(ScaipText.reply("<mrq><ref>a1</ref><snu>0</snu></mrq>")).isEmpty();
        assertThat(ScaipText.reply("<mrs><ref>a1</ref><snu>zero</snu></mrs>")).isEmpty();
    }
}
